using System.CommandLine;
using Platform.Shared;
using Platform.Training.Head;

namespace Platform.Training.Commands;

/// <summary>The options that say what is made of the calibration images.</summary>
public sealed class TrustArguments
{
    readonly Option<Scaling> scaling = new("--scaling")
    {
        Description =
            "temperature: one for all logits; vector: also a scale and a shift for each class, where that does not "
            + "worsen the log loss of lesions left out",
        DefaultValueFactory = _ => Scaling.Temperature,
    };
    readonly Option<double> coverage = new("--coverage")
    {
        Description = "share of images whose prediction set is to hold the true class",
        DefaultValueFactory = _ => 0.9,
    };
    readonly Option<bool> marginal = new("--marginal")
    {
        Description =
            "promise the coverage over all images, not for each class: smaller sets, and the rare classes pay",
    };
    readonly Option<double> falseRejection = new("--false-rejection")
    {
        Description = "share of images like the training ones that may be called unlike them",
        DefaultValueFactory = _ => 0.05,
    };
    readonly Option<string?> prior = new("--prior")
    {
        Description =
            "how frequent the classes are taken to be in the head's answers: training, as among the training images; "
            + "uniform, all alike; or a CSV file with the columns class and share (default: training, or uniform with "
            + "--class-weights balanced)",
    };
    readonly Option<string?> aim = new("--aim")
    {
        Description =
            "choose those shares on the calibration images, for the most right answers (accuracy), for the highest "
            + "balanced accuracy (balanced), or for the lowest cost by a CSV file with the column truth and one for "
            + "each class that is answered",
    };
    readonly Option<double> exponent = new("--prior-exponent")
    {
        Description = "how far to go from the training images' shares to those of --prior: 0 not at all, 1 all the way",
        DefaultValueFactory = _ => 1,
    };
    readonly Option<string?> malignant = new("--malignant")
    {
        Description =
            "codes of the classes that count as malignant in the score, such as mel,bcc (default: those of mel, bcc, "
            + "akiec, ak and scc that there are)",
    };
    readonly Option<string> sensitivity = new("--sensitivity")
    {
        Description = "shares of malignant images that a threshold of the score is set to find",
        DefaultValueFactory = _ => "0.9,0.95",
    };

    public TrustArguments(Command command)
    {
        var options = new Option[]
        {
            scaling,
            coverage,
            marginal,
            falseRejection,
            prior,
            exponent,
            aim,
            malignant,
            sensitivity,
        };
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <param name="weights">that the head is fitted with, which decide the class shares that it answers for</param>
    /// <exception cref="InputException">Something is not as it must be, or two options exclude each other.</exception>
    public TrustOptions Read(ParseResult parsed, ClassWeights weights)
    {
        var aimed = parsed.GetValue(aim);
        var stated = parsed.GetValue(prior) is not null || parsed.GetResult(exponent) is { Implicit: false };
        if (aimed is not null && stated)
            throw new InputException(
                $"--aim {aimed}: chooses the class shares that the head answers for; leave out --prior and "
                    + "--prior-exponent"
            );
        var own = weights == ClassWeights.Balanced ? PriorOptions.UniformName : PriorOptions.TrainingName;
        return new(
            parsed.GetValue(scaling),
            parsed.GetValue(coverage),
            !parsed.GetValue(marginal),
            parsed.GetValue(falseRejection)
        )
        {
            Prior = aimed is null
                ? PriorOptions.Read(parsed.GetValue(prior) ?? own, parsed.GetValue(exponent))
                : PriorOptions.Training,
            Aim = aimed is null ? null : AimOptions.Read(aimed),
            Malignant = parsed.GetValue(malignant)?.Split(',', StringSplitOptions.TrimEntries),
            Sensitivities =
            [
                .. parsed.GetRequiredValue(sensitivity).Split(',', StringSplitOptions.TrimEntries).Select(Sensitivity),
            ],
        };
    }

    /// <exception cref="InputException">It is no number.</exception>
    static double Sensitivity(string text) =>
        Numbers.TryParse(text, out double value)
            ? value
            : throw new InputException($"--sensitivity: {Numbers.Complaint(text, typeof(double))}");
}

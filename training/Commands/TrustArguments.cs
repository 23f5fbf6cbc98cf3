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
    readonly Option<string> prior = new("--prior")
    {
        Description =
            "how frequent the classes are taken to be in the head's answers: training, as among the training images; "
            + "uniform, all alike; or a CSV file with the columns class and share",
        DefaultValueFactory = _ => PriorOptions.TrainingName,
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
            malignant,
            sensitivity,
        };
        foreach (var option in options)
            command.Options.Add(option);
    }

    public TrustOptions Read(ParseResult parsed) =>
        new(
            parsed.GetValue(scaling),
            parsed.GetValue(coverage),
            !parsed.GetValue(marginal),
            parsed.GetValue(falseRejection)
        )
        {
            Prior = PriorOptions.Read(parsed.GetRequiredValue(prior), parsed.GetValue(exponent)),
            Malignant = parsed.GetValue(malignant)?.Split(',', StringSplitOptions.TrimEntries),
            Sensitivities =
            [
                .. parsed.GetRequiredValue(sensitivity).Split(',', StringSplitOptions.TrimEntries).Select(Sensitivity),
            ],
        };

    /// <exception cref="InputException">It is no number.</exception>
    static double Sensitivity(string text) =>
        Numbers.TryParse(text, out double value)
            ? value
            : throw new InputException($"--sensitivity: {Numbers.Complaint(text, typeof(double))}");
}

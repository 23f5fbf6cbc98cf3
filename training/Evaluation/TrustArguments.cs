using System.CommandLine;
using Platform.Shared;

namespace Platform.Training.Evaluation;

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

    public TrustArguments(Command command)
    {
        foreach (var option in new Option[] { scaling, coverage, marginal, falseRejection })
            command.Options.Add(option);
    }

    public TrustOptions Read(ParseResult parsed) =>
        new(
            parsed.GetValue(scaling),
            Inside(coverage.Name, parsed.GetValue(coverage)),
            !parsed.GetValue(marginal),
            Inside(falseRejection.Name, parsed.GetValue(falseRejection))
        );

    static double Inside(string option, double value) =>
        value is > 0 and < 1 ? value : throw new InputException($"{option} {value}: must be between 0 and 1");
}

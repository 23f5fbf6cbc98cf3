using System.CommandLine;
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

    public TrustArguments(Command command)
    {
        foreach (var option in new Option[] { scaling, coverage, marginal, falseRejection })
            command.Options.Add(option);
    }

    public TrustOptions Read(ParseResult parsed) =>
        new(
            parsed.GetValue(scaling),
            parsed.GetValue(coverage),
            !parsed.GetValue(marginal),
            parsed.GetValue(falseRejection)
        );
}

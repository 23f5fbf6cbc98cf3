using System.CommandLine;
using Platform.Training.Data;
using Platform.Training.Head;
using Platform.Training.HeadFitting;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary><c>training head</c>: fits the linear head on labelled images and measures it on held-out ones.</summary>
public static class HeadCommand
{
    public static Command Create()
    {
        var command = new Command(
            "head",
            "Fit the linear head on a frozen encoder and measure it on the held-out images."
        );
        var encoder = new Option<string>("--encoder") { Description = "run folder made by ssl", Required = true };
        var data = new Option<string>("--data")
        {
            Description = "labelled data folder made by prepare",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description =
                "folder to make: head.zip, metrics.json, predictions.csv, confusion.png, confusion.csv, "
                + "config.json; for the bundle trust.json, density.bin, cases.bin, evaluation.json, data.json, "
                + "reliability.png",
            Required = true,
        };
        var l2 = new Option<float?>("--l2")
        {
            Description =
                $"weight of the squared norm of the head's weights (default: of "
                + $"{string.Join(", ", L2Choice.Candidates)} the one that does best on a fifth of the training "
                + $"lesions, or for an encoder that learnt labels on those it is calibrated on)",
        };
        var seed = new Option<int>("--seed")
        {
            Description = "seed of the untrained encoder, of the splits and of the resampling",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "number of other splits by lesion, beside the data folder's own",
            DefaultValueFactory = _ => 5,
        };
        var labels = new Option<int?>("--labels")
        {
            Description = "use so many labelled training images only, classes in proportion (default: all)",
        };
        var calibration = new Option<double?>("--calibration")
        {
            Description =
                "share of the training images that is kept from the head, by lesion, to calibrate it (default: 0.2, "
                + "or 0 with --labels)",
        };
        var weights = new Option<ClassWeights>("--class-weights")
        {
            Description =
                "none: each image counts alike in the fit; balanced: each class does, an image by one over the number "
                + "of its class",
        };
        var symmetry = new Option<Symmetry>("--symmetry")
        {
            Description =
                "average the embedding over symmetric copies of the picture, here and in the bundle: none; mirror, 2 "
                + "copies; square, 8 copies, flipped and turned (as many times the computation)",
        };
        var baseline = new Option<string[]>("--baseline")
        {
            Description =
                "another encoder, to measure a head on it beside this one: imagenet for the frozen ImageNet weights, "
                + "or a run folder made by ssl; may be repeated (an untrained encoder is always measured)",
        };
        var trust = new TrustArguments(command);
        foreach (
            var option in new Option[]
            {
                encoder,
                data,
                output,
                l2,
                seed,
                seeds,
                labels,
                calibration,
                weights,
                symmetry,
                baseline,
            }
        )
            command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var request = new HeadRequest
                    {
                        Encoder = parsed.GetRequiredValue(encoder),
                        Data = parsed.GetRequiredValue(data),
                        Output = parsed.GetRequiredValue(output),
                        L2 = parsed.GetValue(l2),
                        Seed = parsed.GetValue(seed),
                        Splits = parsed.GetValue(seeds),
                        Labels = parsed.GetValue(labels),
                        Calibration = parsed.GetValue(calibration),
                        Trust = trust.Read(parsed, parsed.GetValue(weights)),
                        ClassWeights = parsed.GetValue(weights),
                        Symmetry = parsed.GetValue(symmetry),
                        Baselines = parsed.GetValue(baseline) ?? [],
                        Machine = machine.Read(parsed),
                    };
                    HeadSummary.Print(HeadRunner.Run(request, cancellation));
                })
        );
        return command;
    }
}

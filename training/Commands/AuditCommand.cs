using System.CommandLine;
using Platform.Shared.Formats;
using Platform.Training.Audit;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training audit</c>: whether synthetic images give away the photographs that their generator was trained on.
/// </summary>
public static class AuditCommand
{
    const int Failed = 1;

    public static Command Create()
    {
        var dataset = new Argument<string>("dataset")
        {
            Description = "set of synthetic images, as generate or sample made it, or a folder of image files",
        };
        var against = new Option<string>("--against")
        {
            Description = "data folder that the generator was trained on",
            Required = true,
        };
        var encoder = new Option<string?>("--encoder")
        {
            Description = "run folder made by ssl on real images alone, to look in its embeddings too",
        };
        var output = new Option<string>("--out")
        {
            Description = $"folder to make: {AuditReport.FileName}, and closest.png, which shows patients' photographs",
            Required = true,
        };
        var score = new Option<double>("--copy-score")
        {
            Description = "correlation of details above which an image is a copy",
            DefaultValueFactory = _ => AuditLimits.Default.CopyScore,
        };
        var copies = new Option<double>("--max-copies")
        {
            Description = "share of copies that may pass, beyond that among held-out photographs",
            DefaultValueFactory = _ => AuditLimits.Default.Copies,
        };
        var membership = new Option<double>("--max-membership")
        {
            Description = "what the lower bound of the area of membership inference may be; 0.5 is guessing",
            DefaultValueFactory = _ => AuditLimits.Default.Membership,
        };
        var remove = new Option<bool>("--remove")
        {
            Description = "delete the copies from the folder; what is left is not audited by that",
        };
        var command = new Command(
            "audit",
            "Look for the training photographs in synthetic images: copies and membership inference, against "
                + "held-out photographs as a yardstick. Exit code 1 when the images fail."
        )
        {
            dataset,
            against,
            encoder,
            output,
            score,
            copies,
            membership,
            remove,
        };
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancel) =>
                MainThread.RunAsync(() =>
                {
                    var request = new AuditRequest
                    {
                        Dataset = parsed.GetRequiredValue(dataset),
                        Against = parsed.GetRequiredValue(against),
                        Encoder = parsed.GetValue(encoder),
                        Output = parsed.GetRequiredValue(output),
                        Limits = new(parsed.GetValue(score), parsed.GetValue(copies), parsed.GetValue(membership)),
                        Remove = parsed.GetValue(remove),
                        Machine = machine.Read(parsed),
                    };
                    var result = AuditRunner.Run(request, cancel);
                    AuditSummary.Print(result, request.Remove);
                    return result.Passed ? 0 : Failed;
                })
        );
        return command;
    }
}

using System.CommandLine;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Sets;

namespace Platform.Inference.Commands;

static class VerifyCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var signedBy = BundleArgument.SignedBy();
        path.Description += "; or a folder that sample or generate made";
        var command = new Command(
            "verify",
            "Loads a bundle with every check: hashes, schema, shapes, head and probes. Of a synthetic data set, "
                + "reads every shard again."
        )
        {
            path,
            signedBy,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                if (SyntheticSetRecord.Read(parsed.GetRequiredValue(path)) is { } record)
                {
                    SetIn(parsed.GetRequiredValue(path), record, cancel);
                    return Task.CompletedTask;
                }
                using var bundle = Bundle.Load(parsed.GetRequiredValue(path), signedBy: parsed.GetValue(signedBy));
                BundleChoice.Say(parsed.GetRequiredValue(path), bundle);
                Console.WriteLine(Terminal.Plain($"{bundle.Manifest.Name} {bundle.Manifest.Version}  {bundle.Folder}"));
                foreach (var (name, file) in bundle.Manifest.Files)
                    Console.WriteLine(
                        $"{file.Sha256[..12]}  {new FileInfo(Path.Combine(bundle.Folder, name)).Length, 12:N0} "
                            + $"bytes  {name}"
                    );
                Console.WriteLine("ok");
                return Task.CompletedTask;
            }
        );
        return command;
    }

    static void SetIn(string folder, SyntheticSetRecord record, CancellationToken cancel)
    {
        if (record.Set is not { } listed)
            throw new InputException(
                $"{folder}: "
                    + (
                        record.IsComplete is null
                            ? "made by generate of an earlier release, which kept no hashes; draw the set again"
                            : "the set is not complete; run the command that draws it again"
                    )
            );
        using var progress = new ProgressLine("verify", listed.Images, "images");
        progress.Report(0);
        var set = SetVerification.Verify(folder, done => progress.Report(done), cancel);
        Console.WriteLine(
            $"{set.Settings.Origin}, seed {set.Settings.Seed}: {set.Images:N0} images in {set.Shards.Count:N0} "
                + $"shards, {set.Bytes:N0} bytes"
        );
        Console.WriteLine($"images {set.ImagesSha256}");
        Console.WriteLine("ok");
    }
}

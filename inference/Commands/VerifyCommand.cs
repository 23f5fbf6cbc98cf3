using System.CommandLine;
using Platform.CommandLine;
using Platform.Inference.Bulk;
using Platform.Shared.Bundles;

namespace Platform.Inference.Commands;

static class VerifyCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var signedBy = BundleArgument.SignedBy();
        path.Description += "; or a folder that sample made";
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
                if (DataSet.IsIn(parsed.GetRequiredValue(path)))
                {
                    DataSetIn(parsed.GetRequiredValue(path), cancel);
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

    static void DataSetIn(string folder, CancellationToken cancel)
    {
        using var progress = new ProgressLine("verify", DataSet.Read(folder).Images, "images");
        progress.Report(0);
        var set = DataSet.Verify(folder, done => progress.Report(done), cancel);
        Console.WriteLine(
            $"{set.Settings.Bundle}, seed {set.Settings.Seed}: {set.Images:N0} images in {set.Shards.Count:N0} "
                + $"shards, {set.Bytes:N0} bytes"
        );
        Console.WriteLine($"images {set.ImagesSha256}");
        Console.WriteLine("ok");
    }
}

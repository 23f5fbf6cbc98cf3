using System.CommandLine;
using Platform.Shared.Bundles;

namespace Platform.Inference.Commands;

static class VerifyCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var command = new Command("verify", "Loads a bundle with every check: hashes, schema, shapes, head and probes.") { path };
        command.SetAction(parsed =>
        {
            using var bundle = Bundle.Load(parsed.GetRequiredValue(path));
            Console.WriteLine($"{bundle.Manifest.Name} {bundle.Manifest.Version}  {bundle.Folder}");
            foreach (var (name, file) in bundle.Manifest.Files)
                Console.WriteLine($"{file.Sha256[..12]}  {new FileInfo(Path.Combine(bundle.Folder, name)).Length,12:N0} bytes  {name}");
            Console.WriteLine("ok");
        });
        return command;
    }
}

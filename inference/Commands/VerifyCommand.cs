using System.CommandLine;
using Platform.Shared.Bundles;

namespace Platform.Inference.Commands;

static class VerifyCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var signedBy = BundleArgument.SignedBy();
        var command = new Command("verify", "Loads a bundle with every check: hashes, schema, shapes, head and probes.") { path, signedBy };
        command.SetAction(parsed =>
        {
            using var bundle = Bundle.Load(parsed.GetRequiredValue(path), signedBy: parsed.GetValue(signedBy));
            Console.WriteLine($"{bundle.Manifest.Name} {bundle.Manifest.Version}  {bundle.Folder}");
            foreach (var (name, file) in bundle.Manifest.Files)
                Console.WriteLine($"{file.Sha256[..12]}  {new FileInfo(Path.Combine(bundle.Folder, name)).Length,12:N0} bytes  {name}");
            Console.WriteLine("ok");
        });
        return command;
    }
}

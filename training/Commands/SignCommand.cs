using System.CommandLine;
using Platform.Shared.Bundles;
using Platform.Training.Publishing;

namespace Platform.Training.Commands;

/// <summary><c>training sign</c>: says by a signature that a bundle is ours.</summary>
public static class SignCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("bundle")
        {
            Description = "a bundle's version folder, or the folder of its versions, of which the highest is taken",
        };
        var key = new Option<string>("--key")
        {
            Description = "PEM of a private key on the curve P-256",
            Required = true,
        };
        var command = new Command("sign", $"Write {BundleSignature.FileName} into a bundle that passes every check.")
        {
            path,
            key,
        };
        command.SetAction(parsed =>
        {
            var file = SignRunner.Run(parsed.GetRequiredValue(path), parsed.GetRequiredValue(key));
            Console.WriteLine($"signature in {file}");
        });
        return command;
    }
}

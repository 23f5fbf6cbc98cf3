using System.CommandLine;
using Platform.Shared.Onnx;

namespace Platform.Inference.Commands;

/// <summary>What every command takes.</summary>
static class BundleArgument
{
    public const string Models = "a bundle's version folder, the folder of its versions, or the folder of all bundles";

    public static Argument<string> Create() =>
        new("bundle")
        {
            Description = "a bundle's version folder, or the folder of its versions, of which the highest is taken",
        };

    public static Option<string?> SignedBy() =>
        new("--require-signature") { Description = "PEM of a public key: refuse a bundle that it did not sign" };

    public static Option<ExecutionProvider> Provider() =>
        new("--provider") { Description = "where the networks run", DefaultValueFactory = _ => ExecutionProvider.Cpu };

    public static Option<double?> Prevalence() =>
        new("--prevalence")
        {
            Description =
                "share of lesions that is malignant at this site, such as 0.1, to say of a score of malignancy how "
                + "many such lesions are malignant here",
        };
}

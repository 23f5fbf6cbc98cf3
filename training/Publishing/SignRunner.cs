using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Training.Publishing;

/// <summary>Says by a signature that a bundle is ours.</summary>
public static class SignRunner
{
    /// <param name="path">
    /// a bundle's version folder, or the folder of its versions, of which the highest is taken
    /// </param>
    /// <param name="key">PEM of a private key on the curve P-256</param>
    /// <returns>the signature's file, in the bundle</returns>
    /// <exception cref="InputException">The bundle does not pass a check, or the key is no such key.</exception>
    public static string Run(string path, string key)
    {
        using var bundle = Bundle.Load(path);
        BundleChoice.Say(path, bundle);
        BundleSignature.Sign(bundle, key);
        return Path.Combine(bundle.Folder, BundleSignature.FileName);
    }
}

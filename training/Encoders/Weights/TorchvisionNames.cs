using Platform.Shared;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>
/// Puts a file's tensors into a <see cref="ResNet18"/> by the names that torchvision gave them and that timm kept. What
/// training wrappers set before a name is taken off, and the last linear layer of a classifier is left out; all else
/// must fit one to one.
/// </summary>
static class TorchvisionNames
{
    /// <summary>
    /// Of torch.nn.parallel, of MoCo and of most self-supervised code; they may stand one behind another.
    /// </summary>
    static readonly string[] Prefixes = ["module.", "backbone.", "encoder_q.", "encoder."];
    const string LastLayer = "fc.",
        Count = ".num_batches_tracked";

    /// <param name="path">that messages name</param>
    /// <param name="encoder">holds the file's weights afterwards; after an exception it is of no use</param>
    /// <exception cref="InputException">
    /// Names are missing, doubled or not of this network, shapes or types are others, or a number is none.
    /// </exception>
    public static void Load(ITensorFile file, string path, ResNet18 encoder)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var wanted = encoder.state_dict();
        var found = ByPlainName(file, path);
        Check(path, wanted, found.ToDictionary(f => f.Key, f => file.Entries[f.Value]));
        foreach (var (name, stored) in found)
        {
            var values = file.Read(stored).to(wanted[name].dtype);
            CheckValues(path, name, values);
            wanted[name].copy_(values);
        }
    }

    /// <returns>the file's name by torchvision's, without the last layer</returns>
    static Dictionary<string, string> ByPlainName(ITensorFile file, string path)
    {
        var names = new Dictionary<string, string>();
        foreach (var stored in file.Entries.Keys.Order(StringComparer.Ordinal))
        {
            var name = Plain(stored);
            if (!name.StartsWith(LastLayer, StringComparison.Ordinal) && !names.TryAdd(name, stored))
                throw new InputException(
                    $"{path}: {names[name]} and {stored} are both {name}: give a file of one network"
                );
        }
        return names;
    }

    internal static string Plain(string name)
    {
        while (Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal)) is { } prefix)
            name = name[prefix.Length..];
        return name;
    }

    static void Check(string path, Dictionary<string, Tensor> wanted, Dictionary<string, TensorEntry> found)
    {
        // Older files do not count batches, and nothing here reads the count.
        var missing = wanted.Keys.Where(n => !found.ContainsKey(n) && !n.EndsWith(Count, StringComparison.Ordinal));
        var unexpected = found.Keys.Where(n => !wanted.ContainsKey(n));
        var misshapen = found
            .Where(f => wanted.TryGetValue(f.Key, out var tensor) && !Fits(f.Value, tensor))
            .Select(f => $"{f.Key} {Text(f.Value.Type, f.Value.Shape)} where it is {Shape(wanted[f.Key])}");
        string[] faults =
        [
            .. Listed("missing", missing),
            .. Listed("unexpected", unexpected),
            .. Listed("of another shape or type", misshapen),
        ];
        if (faults.Length > 0)
            throw new InputException(
                $"{path}: not the weights of a ResNet-18 by torchvision's names; {string.Join("; ", faults)}"
            );
    }

    static bool Fits(TensorEntry entry, Tensor tensor) =>
        entry.Shape.SequenceEqual(tensor.shape)
        && tensor.is_floating_point()
            == entry.Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    static IEnumerable<string> Listed(string what, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        return all.Length == 0 ? [] : [$"{what} ({all.Length}): {string.Join(", ", all)}"];
    }

    static string Shape(Tensor tensor) => Text(tensor.dtype, tensor.shape);

    static string Text(ScalarType type, IEnumerable<long> shape) => $"{type} [{string.Join(", ", shape)}]";

    static void CheckValues(string path, string name, Tensor values)
    {
        if (values.is_floating_point() && !values.isfinite().all().item<bool>())
            throw new InputException($"{path}: {name} holds infinite numbers or none (NaN)");
        if (name.EndsWith(".running_var", StringComparison.Ordinal) && values.lt(0).any().item<bool>())
            throw new InputException($"{path}: {name} holds a variance below 0");
    }
}

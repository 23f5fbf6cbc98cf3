using System.Collections;
using System.IO.Compression;
using Platform.Shared;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>
/// A state dictionary that torch.save wrote as a zip, alone or in a checkpoint beside other things. Its pickle is read
/// as data, by TorchSharp.PyBridge: what would run a Python function is refused.
/// </summary>
sealed class PyTorchFile : ITensorFile
{
    /// <summary>What training scripts call the weights in a checkpoint.</summary>
    static readonly string[] Keys = ["state_dict", "model"];
    const int MostCompression = 4;
    readonly Dictionary<string, Tensor> tensors = [];

    /// <param name="path">that messages name</param>
    /// <param name="stream">one that can seek, at its start; it stays the caller's</param>
    /// <exception cref="InputException">Damaged, or a pickle of other things than tensors and plain values.</exception>
    public PyTorchFile(string path, Stream stream)
    {
        try
        {
            CheckSize(path, stream);
            using var scope = NewDisposeScope();
            foreach (DictionaryEntry entry in Weights(PyTorchUnpickler.UnpickleStateDict(stream, leaveOpen: true)))
                if (entry is { Key: string name, Value: Tensor tensor })
                    tensors.Add(name, tensor.MoveToOuterDisposeScope());
        }
        catch (Exception e) when (e is not (InputException or OutOfMemoryException))
        {
            throw Refusal(path, e);
        }
        Entries = tensors.ToDictionary(t => t.Key, t => new TensorEntry(t.Value.dtype, t.Value.shape));
    }

    public IReadOnlyDictionary<string, TensorEntry> Entries { get; }
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Weights hardly compress: a small file must not become a large one in memory.</summary>
    static void CheckSize(string path, Stream stream)
    {
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
            if (zip.Entries.Sum(e => e.Length) / MostCompression > stream.Length)
                throw new InputException($"{path}: a zip that is packed more tightly than weights can be");
        stream.Position = 0;
    }

    static Hashtable Weights(Hashtable saved) =>
        saved.Values.OfType<Tensor>().Any()
            ? saved
            : Keys.Select(k => saved[k]).OfType<Hashtable>().FirstOrDefault() ?? saved;

    static InputException Refusal(string path, Exception e) =>
        new(
            $"{path}: not a state dictionary that can be read here ({e.Message.Split('\n')[0]}); "
                + PyTorchConversion.Advice(path),
            e
        );

    public Tensor Read(string name) => tensors[name].alias();

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }
}

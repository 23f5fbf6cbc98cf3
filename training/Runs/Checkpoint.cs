using System.Text.Json;
using Platform.Shared;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// One file that a run resumes from: a JSON state, then the modules' tensors, then the optimizers' states, in the order
/// given. Written beside the old one and renamed, so that a kill or a full disk leaves the old one whole.
/// </summary>
public static class Checkpoint
{
    const string Magic = "lesion-checkpoint-1";

    public static void Save<TState>(string path, TState state, IReadOnlyList<nn.Module> modules, IReadOnlyList<OptimizerHelper> optimizers)
    {
        var temporary = path + ".partial";
        using (var file = new FileStream(temporary, FileMode.Create))
        {
            using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Magic);
                writer.Write(JsonSerializer.Serialize(state));
                foreach (var module in modules) module.save(writer);
                foreach (var optimizer in optimizers) optimizer.save_state_dict(writer);
                writer.Write(Magic);
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Loads what <see cref="Save"/> wrote, into modules and optimizers of the same shapes.</summary>
    /// <exception cref="InputException">The file is missing, cut short, or of another network.</exception>
    public static TState Load<TState>(string path, IReadOnlyList<nn.Module> modules, IReadOnlyList<OptimizerHelper> optimizers)
    {
        if (!File.Exists(path)) throw new InputException($"{path}: no checkpoint there");
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            if (reader.ReadString() != Magic) throw new InputException($"{path}: not a checkpoint of this version");
            var state = JsonSerializer.Deserialize<TState>(reader.ReadString())!;
            foreach (var module in modules) module.load(reader);
            foreach (var optimizer in optimizers) optimizer.load_state_dict(reader);
            if (reader.ReadString() != Magic) throw new InputException($"{path}: the checkpoint does not end as it should");
            return state;
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException or JsonException or OverflowException)
        {
            throw new InputException($"{path}: the checkpoint is damaged or of another network ({e.Message})", e);
        }
    }
}

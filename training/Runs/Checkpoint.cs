using System.Text;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// One file that a run resumes from: a header and a state in JSON, then the modules' tensors, then the optimizers'
/// states, in the order given. Written beside the old one and renamed, so that a kill or a full disk leaves the old one
/// whole.
/// </summary>
/// <remarks>
/// It holds no state of random numbers: every step seeds them from the run's seed and its own number.
/// </remarks>
public static class Checkpoint
{
    const string Magic = "lesion-checkpoint-2";

    public static void Save<TState>(
        string path,
        TState state,
        IReadOnlyList<nn.Module> modules,
        IReadOnlyList<OptimizerHelper> optimizers,
        CheckpointHeader? header = null
    )
    {
        try
        {
            AtomicFile.Write(
                path,
                file =>
                {
                    using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
                    writer.Write(Magic);
                    writer.Write(JsonSerializer.Serialize(header ?? new()));
                    writer.Write(JsonSerializer.Serialize(state));
                    foreach (var module in modules)
                        Write(module, writer);
                    foreach (var optimizer in optimizers)
                    {
                        (optimizer as FusedAdam)?.MakeContiguous();
                        optimizer.save_state_dict(writer);
                    }
                    writer.Write(Magic);
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{path}: the checkpoint could not be written ({e.Message}); "
                    + (
                        File.Exists(path)
                            ? "the one before is whole: make room and resume from it"
                            : "make room and start again"
                    ),
                e
            );
        }
    }

    /// <summary>Loads what <see cref="Save"/> wrote, into modules and optimizers of the same shapes.</summary>
    /// <param name="configSha256">The configuration that the checkpoint must be of; null takes any.</param>
    /// <exception cref="InputException">
    /// The file is missing, cut short, of another network or of another configuration.
    /// </exception>
    public static TState Load<TState>(
        string path,
        IReadOnlyList<nn.Module> modules,
        IReadOnlyList<OptimizerHelper> optimizers,
        string? configSha256 = null
    ) =>
        Read(
            path,
            (header, reader) =>
            {
                var state = ReadState<TState>(path, header, reader, configSha256);
                foreach (var module in modules)
                    Read(module, reader);
                foreach (var optimizer in optimizers)
                {
                    (optimizer as FusedAdam)?.MakeContiguous();
                    optimizer.load_state_dict(reader);
                }
                CheckEnd(path, reader);
                return state;
            }
        );

    /// <summary>
    /// The first of the modules that <see cref="Save"/> wrote, where nothing is to be trained: what comes behind them
    /// is not read, but for the end.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public static TState LoadFirst<TState>(string path, IReadOnlyList<nn.Module> modules, string configSha256) =>
        Read(
            path,
            (header, reader) =>
            {
                var state = ReadState<TState>(path, header, reader, configSha256);
                foreach (var module in modules)
                    Read(module, reader);
                reader.BaseStream.Seek(-(Magic.Length + 1), SeekOrigin.End);
                CheckEnd(path, reader);
                return state;
            }
        );

    static TState ReadState<TState>(string path, CheckpointHeader header, BinaryReader reader, string? configSha256) =>
        configSha256 is not null && header.ConfigSha256 != configSha256
            ? throw new InputException(
                $"{path}: the checkpoint is of configuration {Short(header.ConfigSha256)}, the run's "
                    + $"config.json is {Short(configSha256)}; put the run's own config.json back, or train anew"
            )
            : JsonSerializer.Deserialize<TState>(reader.ReadString())!;

    static void CheckEnd(string path, BinaryReader reader)
    {
        if (reader.ReadString() != Magic)
            throw new InputException($"{path}: the checkpoint does not end as it should");
    }

    public static CheckpointHeader Header(string path) => Read(path, (header, _) => header);

    static T Read<T>(string path, Func<CheckpointHeader, BinaryReader, T> read)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: no checkpoint there");
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            if (reader.ReadString() != Magic)
                throw new InputException($"{path}: not a checkpoint of this version");
            return read(JsonSerializer.Deserialize<CheckpointHeader>(reader.ReadString())!, reader);
        }
        catch (Exception e)
            when (e
                    is EndOfStreamException
                        or ArgumentException
                        or FormatException
                        or JsonException
                        or OverflowException
            )
        {
            throw new InputException($"{path}: the checkpoint is damaged or of another network ({JsonFault.Of(e)})", e);
        }
    }

    /// <summary>Name, then values in the common memory order, whatever order the tensors are in.</summary>
    static void Write(nn.Module module, BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, tensor) in module.state_dict())
        {
            writer.Write(name);
            tensor.cpu().contiguous().Save(writer);
        }
    }

    static void Read(nn.Module module, BinaryReader reader)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, tensor) in module.state_dict())
        {
            if (reader.ReadString() is var found && found != name)
                throw new FormatException($"{found} where {name} should be");
            var values = empty(tensor.shape, tensor.dtype);
            values.Load(reader);
            tensor.copy_(values);
        }
    }

    static string Short(string sha256) => sha256.Length > 12 ? sha256[..12] : "unknown";
}

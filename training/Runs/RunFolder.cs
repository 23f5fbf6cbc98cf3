using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Shared;

namespace Platform.Training.Runs;

/// <summary>The folder of one training run: <c>config.json</c>, <c>log.jsonl</c>, TensorBoard's events, <c>checkpoint.bin</c>, <c>samples/</c>.</summary>
public sealed class RunFolder
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
    static readonly JsonSerializerOptions Line = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string Path { get; }

    /// <summary>The hash that names the run's configuration: of config.json's bytes, lower-case hexadecimal.</summary>
    public string ConfigSha256 { get; }

    public string Checkpoint => CheckpointOf(Path);
    public static string CheckpointOf(string path) => System.IO.Path.Combine(path, "checkpoint.bin");
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>What a published record calls a run: its last folder, not where it lies on somebody's disk.</summary>
    public static string NameOf(string path) => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));

    RunFolder(string path, string config) => (Path, ConfigSha256) = (path, Sha256(Encoding.UTF8.GetBytes(config)));

    /// <summary>Makes a run's folder, or opens one to resume it.</summary>
    /// <exception cref="InputException">The folder holds a run of another configuration, or one that was not asked to be resumed.</exception>
    public static RunFolder Open<T>(string path, T config, bool resume) where T : class
    {
        var text = JsonSerializer.Serialize(config, Json) + "\n";
        var run = new RunFolder(Directory.CreateDirectory(path).FullName, text);
        var file = run.File("config.json");
        if (System.IO.File.Exists(file))
        {
            if (!resume) throw new InputException($"{path}: holds a run already; add --resume to go on with it, or name another folder with --out");
            if (System.IO.File.ReadAllText(file) != text) throw new InputException($"{file}: the run there has another configuration; give the same options to resume it, or name another folder with --out");
        }
        else
        {
            System.IO.File.WriteAllText(file + ".partial", text);
            System.IO.File.Move(file + ".partial", file);
        }
        return run;
    }

    /// <summary>The hash of the configuration of a run that is there.</summary>
    public static string ConfigSha256Of(string path) => Sha256(System.IO.File.ReadAllBytes(System.IO.Path.Combine(path, "config.json")));

    static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads back the configuration of a finished run.</summary>
    public static T ReadConfig<T>(string path) where T : class
    {
        var file = System.IO.Path.Combine(path, "config.json");
        if (!System.IO.File.Exists(file)) throw new InputException($"{path}: not a run folder (no config.json)");
        try { return JsonSerializer.Deserialize<T>(System.IO.File.ReadAllText(file), Json)!; }
        catch (JsonException e) { throw new InputException($"{file}: not a configuration of this kind ({e.Message})", e); }
    }

    /// <summary>Appends one line to <c>log.jsonl</c>, stamped with the time.</summary>
    public void Log(object entry)
    {
        var node = JsonSerializer.SerializeToNode(entry, Line)!.AsObject();
        node.Insert(0, "time", DateTime.UtcNow.ToString("O"));
        System.IO.File.AppendAllText(File("log.jsonl"), node.ToJsonString(Line) + "\n");
    }
}

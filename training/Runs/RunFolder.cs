using System.Text;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Runs;

/// <summary>
/// The folder of one training run: <c>config.json</c>, <c>log.jsonl</c>, TensorBoard's events, <c>checkpoint.bin</c>,
/// <c>samples/</c>.
/// </summary>
public sealed class RunFolder
{
    const string ConfigFile = "config.json";

    public string Path { get; }

    /// <summary>
    /// The hash that names the run's configuration, lower-case hexadecimal; see <see cref="RunConfig.Sha256"/>.
    /// </summary>
    public string ConfigSha256 { get; }

    public string Checkpoint => CheckpointOf(Path);

    public static string CheckpointOf(string path) => System.IO.Path.Combine(path, "checkpoint.bin");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>What a published record calls a run: its last folder, not where it lies on somebody's disk.</summary>
    public static string NameOf(string path) =>
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));

    RunFolder(string path, string text) => (Path, ConfigSha256) = (path, RunConfig.Sha256(text));

    /// <summary>
    /// Makes a run's folder, or opens one to resume it. Call it when everything else has been checked.
    /// </summary>
    /// <param name="resume">null for a command that cannot go on with a run</param>
    /// <param name="start">how this process computes; null leaves it unrecorded</param>
    /// <exception cref="InputException">
    /// The folder holds a run of another configuration, one that was not asked to be resumed, one that another process
    /// trains, or other files. A run that saved and logged nothing has not begun, and makes room.
    /// </exception>
    public static RunFolder Open<T>(string path, T config, bool? resume, Start? start = null)
        where T : class, IRunRecord
    {
        Check(path, resume);
        var file = System.IO.Path.Combine(Directory.CreateDirectory(path).FullName, ConfigFile);
        if (!HasBegun(path))
            return New(path, file, RunConfig.Text(RunConfig.Of(config, start)));
        var text = System.IO.File.ReadAllText(file);
        if (RunConfig.Differences(file, text, config) is { Count: > 0 } differences)
            throw new InputException(
                $"{file}: the run there has another configuration "
                    + $"({string.Join("; ", differences)}); "
                    + "give the same options to resume it, or name another folder with --out"
            );
        if (start is null)
            return new(System.IO.Path.GetFullPath(path), text);
        if (RunConfig.BegunWith(text)?.ChangesTo(start.Arithmetic) is { Length: > 0 } changes)
            Console.Error.WriteLine(
                $"warning: {path}: goes on with {changes}: its weights will differ in the last "
                    + "digits from those of an unbroken run"
            );
        return New(path, file, RunConfig.WithStart(text, start));
    }

    /// <summary>What can be said against an output folder before anything is computed; nothing is made.</summary>
    /// <exception cref="InputException">As <see cref="Open"/>, but for another configuration.</exception>
    public static void Check(string path, bool? resume)
    {
        if (System.IO.File.Exists(path))
            throw new InputException($"{path}: is a file; name a folder with --out");
        if (!Directory.Exists(path))
            return;
        if (RunLog.IsHeld(path))
            throw new InputException(
                $"{path}: another process trains in this folder; wait for it, or name another folder with --out"
            );
        if (HasBegun(path) && resume is not true)
            throw new InputException(
                $"{path}: holds a run already; "
                    + $"{(resume is null ? "" : "add --resume to go on with it, or ")}name another folder with --out"
            );
        if (
            !System.IO.File.Exists(System.IO.Path.Combine(path, ConfigFile))
            && Directory
                .EnumerateFileSystemEntries(path)
                .Any(e => !PartialFiles.Is(System.IO.Path.GetFileName(e), ConfigFile))
        )
            throw new InputException($"{path}: holds files that are no run; name an empty or a new folder with --out");
    }

    /// <summary>Whether a run has saved or logged anything that another one must not take the place of.</summary>
    public static bool HasBegun(string path) =>
        System.IO.File.Exists(System.IO.Path.Combine(path, ConfigFile))
        && (
            Directory.EnumerateFiles(path, "checkpoint*.bin").Any()
            || System.IO.File.Exists(System.IO.Path.Combine(path, "metrics.json"))
            || new FileInfo(System.IO.Path.Combine(path, RunLog.FileName)) is { Exists: true, Length: > 0 }
        );

    /// <summary>
    /// The precision of a run that has begun; null where there is none, or its release did not write it down.
    /// </summary>
    public static Precision? PrecisionOf(string path) =>
        HasBegun(path)
            ? RunConfig.PrecisionOf(System.IO.File.ReadAllText(System.IO.Path.Combine(path, ConfigFile)))
            : null;

    static RunFolder New(string path, string file, string text)
    {
        if (!System.IO.File.Exists(file) || System.IO.File.ReadAllText(file) != text)
        {
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(text));
        }
        return new(System.IO.Path.GetFullPath(path), text);
    }

    /// <summary>The hash of the configuration of a run that is there.</summary>
    public static string ConfigSha256Of(string path) =>
        RunConfig.Sha256(System.IO.File.ReadAllText(System.IO.Path.Combine(path, ConfigFile)));

    /// <summary>Reads back the configuration of a run.</summary>
    /// <exception cref="InputException">No run folder, or a run of another kind.</exception>
    public static T ReadConfig<T>(string path)
        where T : class, IRunRecord
    {
        var file = System.IO.Path.Combine(path, ConfigFile);
        if (!System.IO.File.Exists(file))
            throw new InputException($"{path}: not a run folder (no {ConfigFile})");
        return RunConfig.Read<T>(file, System.IO.File.ReadAllText(file));
    }
}

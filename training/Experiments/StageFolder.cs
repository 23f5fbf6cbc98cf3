using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Runs;

namespace Platform.Training.Experiments;

public enum StageState
{
    Missing,
    Begun,
    Done,
}

/// <summary>
/// Where a stage lies: <c>run/</c> is what its command made, <c>log.txt</c> what it said, <c>done.json</c> comes last
/// and says that it is whole.
/// </summary>
public sealed class StageFolder(string work, Stage stage)
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public string Path => System.IO.Path.Combine(work, stage.Name);
    public string Log => File("log.txt");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file that the command made.</summary>
    public string Made(string name) => System.IO.Path.Combine(Path, Stage.Run, name);

    public StageState State =>
        System.IO.File.Exists(Done) ? StageState.Done
        : Directory.Exists(Path) ? StageState.Begun
        : StageState.Missing;

    /// <summary>What done.json says: key, settings, inputs, hash of the result, seconds.</summary>
    /// <exception cref="InputException">The file is not of this stage.</exception>
    public JsonObject Record()
    {
        var record = Contract.Read(Done);
        var (key, settings) = (record["key"] as JsonValue, record["settings"] as JsonObject);
        return key?.TryGetValue<string>(out var name) == true && name == stage.Key && IsOf(settings)
            ? record
            : throw new InputException($"{Done}: of another stage; delete {Path} to run it again");
    }

    /// <summary>Whether settings are the stage's, but for options that one of the two did not have yet.</summary>
    bool IsOf(JsonObject? settings) =>
        settings is null || stage.Settings.All(s => (string?)settings[s.Key] is not { } value || value == s.Value);

    /// <summary>
    /// What earlier starts took, killed ones to the last line that they said; zero where there are none to go on from.
    /// </summary>
    /// <exception cref="InputException">The file that keeps it is damaged.</exception>
    public TimeSpan Spent
    {
        get =>
            !System.IO.File.Exists(Seconds) ? TimeSpan.Zero
            : Numbers.TryParse(System.IO.File.ReadAllText(Seconds), out double seconds) && seconds is >= 0 and < 1e9
                ? TimeSpan.FromSeconds(seconds)
            : throw new InputException($"{Seconds}: damaged; delete it, and {Path} counts its time from now on");
        set =>
            AtomicFile.Write(
                Seconds,
                Encoding.ASCII.GetBytes(value.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture))
            );
    }

    /// <summary>Leaves of an interrupted run only what its command can go on from.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(Path);
        if (stage.Verb.Restart != Restart.Afresh)
            return;
        if (Directory.Exists(Made("")))
            Directory.Delete(Made(""), recursive: true);
        System.IO.File.Delete(Seconds);
    }

    /// <summary>Marks the stage as done.</summary>
    /// <param name="time">of all starts that it is made of</param>
    public void Complete(TimeSpan time)
    {
        AtomicFile.Write(
            Done,
            Encoding.UTF8.GetBytes(
                Contract.Text(
                    new
                    {
                        key = stage.Key,
                        verb = stage.Verb.Name,
                        settings = stage.Settings,
                        inputs = stage.Inputs.ToDictionary(i => i.Key, i => i.Value.Key),
                        result = stage.Verb.Headline,
                        result_sha256 = Sha256(Made(stage.Verb.Headline)),
                        config_sha256 = System.IO.File.Exists(Made("config.json"))
                            ? RunFolder.ConfigSha256Of(Made(""))
                            : null,
                        seconds = Math.Round(time.TotalSeconds, 1),
                        host = Environment.MachineName,
                        finished = DateTime.UtcNow,
                    },
                    Json
                )
            )
        );
    }

    string Done => File("done.json");

    /// <summary>The first releases wrote no kind.</summary>
    FileContract Contract =>
        new("experiment stage", 1, "experiment")
        {
            Unmarked = record => record.ContainsKey("key") && record.ContainsKey("verb") ? 1 : null,
            Remedy = $"delete {Path} to run it again",
        };
    string Seconds => File("seconds.txt");

    static string Sha256(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

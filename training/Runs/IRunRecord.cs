using System.Text.Json.Nodes;

namespace Platform.Training.Runs;

/// <summary>
/// What a command keeps of a run in config.json. An option that a release did not write yet has its record's default,
/// which must be what that release did; so a run goes on, and keeps its hash, whatever was added since.
/// </summary>
public interface IRunRecord
{
    /// <summary>Brings what an older release wrote to the form of today.</summary>
    static virtual void Migrate(JsonObject written) { }
}

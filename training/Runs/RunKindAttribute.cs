using Platform.Shared.Formats;

namespace Platform.Training.Runs;

/// <summary>What a run's config.json says that the run is, on the record that it is read as.</summary>
/// <param name="maker">the command that makes such runs</param>
[AttributeUsage(AttributeTargets.Class)]
sealed class RunKindAttribute(string maker) : Attribute
{
    /// <summary>
    /// Earlier releases wrote neither kind nor schema: their files are told by what their record must have.
    /// </summary>
    public FileContract Contract { get; } =
        new($"{maker} run", 1, maker)
        {
            Fields = ("Kind", "Schema"),
            Unmarked = _ => 1,
            Remedy = $"name a run folder that {maker} made",
        };
}

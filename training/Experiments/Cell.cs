using System.Security.Cryptography;
using System.Text;

namespace Platform.Training.Experiments;

/// <summary>A row of an experiment's result.</summary>
/// <param name="Finals">the stages that its figures are read from: heads, one a seed; or sheets and measures</param>
/// <param name="Copies">how near its synthetic images come to photographs; null without them</param>
public sealed record Cell(string Name, Point Point, IReadOnlyList<Stage> Finals, Stage? Copies = null)
{
    public IReadOnlyList<Stage> Stages => Stage.WithInputs(Copies is null ? Finals : [.. Finals, Copies]);

    /// <summary>Of all that its figures depend on.</summary>
    public string Key =>
        Finals is [var one]
            ? one.Key
            : Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', Finals.Select(f => f.Key))))
            );

    public StageState State(string work)
    {
        var states = Stages.Select(s => new StageFolder(work, s).State).ToArray();
        return states.All(s => s == StageState.Done) ? StageState.Done
            : states.All(s => s == StageState.Missing) ? StageState.Missing
            : StageState.Begun;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Head;

namespace Platform.Training.Experiments;

/// <summary>The figures of a cell, read from its finished stages; none where one is missing.</summary>
/// <param name="Metrics">metrics.json of each final stage that has one, flat</param>
/// <param name="NearCopies">of the synthetic images, and how many there are</param>
/// <param name="Answers">of each head, to the held-out images; empty where they were not kept</param>
public sealed record CellResult(
    int Index,
    Cell Cell,
    bool Done,
    IReadOnlyList<IReadOnlyDictionary<string, double>> Metrics,
    (int Copies, int Of)? NearCopies,
    IReadOnlyList<IReadOnlyList<Answer>> Answers
)
{
    public static CellResult Read(string work, int index, Cell cell)
    {
        if (cell.State(work) != StageState.Done)
            return new(index, cell, false, [], null, []);
        foreach (var stage in cell.Stages)
            new StageFolder(work, stage).Record();
        var copies = cell.Copies is { } c ? Numbers(new StageFolder(work, c).Made(c.Verb.Headline)) : null;
        return new(
            index,
            cell,
            true,
            [
                .. cell
                    .Finals.Where(f => f.Verb == Verb.Head || f.Verb == Verb.Metrics)
                    .Select(f => Numbers(new StageFolder(work, f).Made("metrics.json"))),
            ],
            copies is null ? null : ((int)copies["copies"], (int)copies["synthetic_images"]),
            [
                .. cell
                    .Finals.Where(f => f.Verb == Verb.Head)
                    .Select(f => new StageFolder(work, f).Made(PredictionsFile.Name))
                    .Where(File.Exists)
                    .Select(PredictionsFile.Read),
            ]
        );
    }

    /// <summary>In per cent; null where the runs do not have it.</summary>
    public Figure? Of(Measure measure)
    {
        if (Metrics.Count == 0 || Metrics.Any(m => !m.ContainsKey(measure.Key)))
            return null;
        return Figure.Over([
            .. Metrics.Select(m => new Figure(
                100 * m[measure.Key],
                measure.Deviation is { } d && m.TryGetValue(d, out var deviation) ? 100 * deviation : null,
                measure is { Low: { } l, High: { } h }
                && m.TryGetValue(l, out var low)
                && m.TryGetValue(h, out var high)
                    ? (100 * low, 100 * high)
                    : null
            )),
        ]);
    }

    /// <summary>
    /// All numbers of a JSON file by their path; of an array, its length. The measures of images against others, which
    /// are objects in arrays, go by their names: <c>spaces.FD-simclr-0123abcd.sets.synthetic against train.frechet</c>.
    /// </summary>
    static IReadOnlyDictionary<string, double> Numbers(string file)
    {
        var numbers = new SortedDictionary<string, double>(StringComparer.Ordinal);
        try
        {
            Add("", JsonNode.Parse(File.ReadAllText(file)));
        }
        catch (JsonException e)
        {
            throw new InputException(
                $"{file}: damaged ({JsonFault.Of(e)}); delete its stage's folder to run it again",
                e
            );
        }
        return numbers;

        void Add(string path, JsonNode? node)
        {
            if (node is JsonObject o)
                foreach (var (name, inner) in o)
                    Add(path == "" ? name : $"{path}.{name}", inner);
            else if (node is JsonArray a)
            {
                numbers[path] = a.Count;
                foreach (var element in a.OfType<JsonObject>())
                    if (Name(element) is { } named)
                        Add($"{path}.{named}", element);
            }
            else if (node is JsonValue v && v.TryGetValue<double>(out var number))
                numbers[path] = number;
        }

        static string? Name(JsonObject o) =>
            o["against"] is { } against ? $"{o["images"]} against {against}"
            : o["frechet"] is JsonValue v && v.TryGetValue<string>(out var space) ? space
            : null;
    }
}

using System.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Bench;

/// <summary>
/// The options of all benches: each command has those that its bench reads, and they mean the same everywhere.
/// </summary>
/// <param name="leastRepetitions">fewer say nothing</param>
/// <param name="seconds">length of a run, where none is given</param>
/// <param name="callers">at once, where no number is given</param>
public sealed class BenchOptions(int leastRepetitions, double seconds, int callers)
{
    const int LeastMost = 1000; // a hundredth of it has an image of each class

    public Argument<string?> Bundle { get; } =
        new("bundle")
        {
            Description =
                "a bundle's version folder, or the folder of its versions (default: one of drawn images, 96 px, "
                + "made first)",
            Arity = ArgumentArity.ZeroOrOne,
        };
    public Option<string?> Int8 { get; } =
        new("--int8") { Description = "the same bundle with INT8 networks: another side" };
    public Option<string?> Published { get; } =
        new("--published") { Description = "folder that dotnet publish made of inference: another side" };
    public Option<string?> Images { get; } =
        new("--images") { Description = "folder of JPEG photographs (default: drawn ones of 600x450)" };
    public Option<int> Threads { get; } =
        new("--threads")
        {
            Description = "threads of each side; of growth threads, the most",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
    public Option<double> Seconds { get; } =
        new("--seconds") { Description = "length of a run", DefaultValueFactory = _ => seconds };
    public Option<int> Callers { get; } =
        new("--callers")
        {
            Description = "callers at once, each of whom waits for the answer",
            DefaultValueFactory = _ => callers,
        };
    public Option<int> Count { get; } =
        new("--count") { Description = "images of a run", DefaultValueFactory = _ => 2000 };
    public Option<int> Most { get; } =
        new("--most")
        {
            Description =
                $"images of the largest size, {LeastMost} or more; the others are a hundredth and a tenth of it "
                + $"(default: embed 10000, head 100000)",
        };
    public Option<string?> Attacks { get; } =
        new("--attacks")
        {
            Description = "of siege, comma-separated: connections, inflate, scans, batches, outputs (default: all)",
        };
    public Option<double> Rest { get; } =
        new("--rest")
        {
            Description = "seconds from the end of an attack to the look at memory",
            DefaultValueFactory = _ => 30,
        };
    public Option<string> Format { get; } =
        new("--format") { Description = "of sample", DefaultValueFactory = _ => "webdataset" };
    public Option<int> Steps { get; } =
        new("--steps") { Description = "steps of a run that are timed (default: ssl 5, gan 24)" };
    public Option<int> BatchSize { get; } =
        new("--batch-size") { Description = "images a step (default: ssl 256, gan 16)" };
    public Option<string> Python { get; } =
        new("--python")
        {
            Description = "the Python that has the peers' packages",
            DefaultValueFactory = _ => "/usr/bin/python3",
        };
    public Option<int> Repetitions { get; } =
        new("--repetitions")
        {
            Description = $"runs of each side or size, {leastRepetitions} or more",
            DefaultValueFactory = _ => leastRepetitions,
        };
    public Option<string?> Output { get; } = new("--out") { Description = "folder for NAME.md, NAME.csv and NAME.png" };

    /// <summary>Of an option whose default is each bench's own.</summary>
    public static int Or(int given, int usual) => given > 0 ? given : usual;

    /// <exception cref="InputException">A number below the least that says anything.</exception>
    public void Check(ParseResult parsed)
    {
        foreach (var option in new[] { Threads, Callers, Count, Steps, BatchSize })
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) < 1)
                throw new InputException($"{option.Name} {parsed.GetValue(option)}: must be 1 or more");
        if (parsed.GetResult(Seconds) is not null && !(parsed.GetValue(Seconds) is > 0 and <= 3600))
            throw new InputException($"{Seconds.Name} {parsed.GetValue(Seconds)}: must be above 0 and at most 3600");
        if (parsed.GetResult(Rest) is not null && !(parsed.GetValue(Rest) is >= 0 and <= 3600))
            throw new InputException($"{Rest.Name} {parsed.GetValue(Rest)}: must be 0 to 3600");
        if (parsed.GetResult(Most) is { Implicit: false } && parsed.GetValue(Most) < LeastMost)
            throw new InputException($"{Most.Name} {parsed.GetValue(Most)}: must be {LeastMost} or more");
        if (parsed.GetValue(Repetitions) < leastRepetitions)
            throw new InputException(
                $"{Repetitions.Name} {parsed.GetValue(Repetitions)}: fewer than {leastRepetitions} say nothing"
            );
    }
}

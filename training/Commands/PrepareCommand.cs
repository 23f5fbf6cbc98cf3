using System.CommandLine;
using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Commands;

/// <summary><c>training prepare</c>: decodes a data set once into a data folder that the other commands train from.</summary>
public static class PrepareCommand
{
    public static Command Create()
    {
        var command = new Command("prepare", "Read a data set, decode it once and pack it at the sides that training needs.");
        var dataset = new Option<string>("--dataset") { Description = string.Join(", ", Datasets.Names), Required = true };
        dataset.AcceptOnlyFromAmong([.. Datasets.Names]);
        var source = new Option<string?>("--source") { Description = "the data set's folder, as its publishers lay it out" };
        var output = new Option<string>("--out") { Description = "data folder to make", Required = true };
        var size = new Option<string>("--size") { Description = "side of the packed pixels; several with commas", DefaultValueFactory = _ => "256" };
        var subset = new Option<int?>("--subset") { Description = "take this many images at random" };
        var seed = new Option<int>("--seed") { Description = "seed of the subset, the split and the phantom images" };
        var split = new Option<SplitBy>("--split") { Description = "lesion keeps the photographs of a lesion together; image is the paper's", DefaultValueFactory = _ => SplitBy.Lesion };
        var test = new Option<double>("--test") { Description = "share of the images that is held out", DefaultValueFactory = _ => 0.2 };
        var count = new Option<int>("--count") { Description = "images of phantom", DefaultValueFactory = _ => 1000 };
        var heldOut = new Option<string?>("--held-out") { Description = "also copy the held-out images here, in a folder per class, to try the finished bundle on" };
        var strict = new Option<bool>("--strict") { Description = "make any bad row an error" };
        foreach (var option in new Option[] { dataset, source, output, size, subset, seed, split, test, count, heldOut, strict }) command.Options.Add(option);

        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var options = new PreparationOptions(Sides(parsed.GetValue(size)!), InRange(parsed.GetValue(subset), 1, int.MaxValue, "--subset"), parsed.GetValue(seed),
                parsed.GetValue(split), InRange(parsed.GetValue(test), 0.0, 0.9, "--test"), parsed.GetValue(strict));
            var catalogue = Datasets.Read(parsed.GetValue(dataset)!, parsed.GetValue(source), InRange(parsed.GetValue(count), 1, 10_000_000, "--count"), parsed.GetValue(seed));
            var path = parsed.GetValue(output)!;
            new Preparation(catalogue, options).Write(path, cancellation, parsed.GetValue(heldOut));
            Summary(DataFolder.Open(path), path);
        }, CancellationToken.None));
        return command;
    }

    static void Summary(DataFolder folder, string path)
    {
        foreach (var code in folder.Classes)
            Console.WriteLine($"{code,8}  {folder.Rows.Count(r => r.Label == code),7:N0} images, {folder.Rows.Count(r => r.Label == code && r.Split == "test"),6:N0} of them held out");
        Console.WriteLine($"{path}: {folder.Info.Images:N0} images of {folder.Rows.Select(r => r.Lesion).Distinct().Count():N0} lesions, "
            + $"{folder.Indices("train").Length:N0} train, {folder.Indices("test").Length:N0} test, {folder.Info.Rejected:N0} rejected"
            + (folder.Info.Rejected > 0 ? $" (see {Path.Combine(path, "rejected.csv")})" : ""));
    }

    static int[] Sides(string text) => [.. text.Split(',').Select(part => Numbers.TryParse(part, out int side) && side is >= 8 and <= 1024
        ? side
        : throw new InputException($"--size {text}: sides are whole numbers from 8 to 1024, such as 256 or 256,96")).Distinct()];

    static T InRange<T>(T value, T low, T high, string option) where T : IComparable<T> =>
        value.CompareTo(low) < 0 || value.CompareTo(high) > 0 ? throw new InputException($"{option} {value}: from {low} to {high}") : value;

    static int? InRange(int? value, int low, int high, string option) => value is { } v ? InRange(v, low, high, option) : null;
}

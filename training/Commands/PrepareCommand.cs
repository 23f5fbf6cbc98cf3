using System.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Data;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training prepare</c>: decodes a data set once into a data folder that the other commands train from.
/// </summary>
public static class PrepareCommand
{
    const string AddSize = "--add-size";

    public static Command Create()
    {
        var command = new Command(
            "prepare",
            "Read a data set, decode it once and pack it at the sides that training needs."
        );
        var dataset = new Option<string?>("--dataset")
        {
            Description =
                $"{string.Join(", ", Datasets.Names)}; folder is a folder per class, with all that lies below it",
        };
        dataset.AcceptOnlyFromAmong([.. Datasets.Names]);
        var source = new Option<string?>("--source")
        {
            Description = "the data set's folder, as its publishers lay it out",
        };
        var output = new Option<string>("--out") { Description = "data folder to make", Required = true };
        var size = new Option<string>("--size")
        {
            Description = "side of the packed pixels; several with commas",
            DefaultValueFactory = _ => "256",
        };
        var addSize = new Option<string?>(AddSize)
        {
            Description =
                "pack the images of an existing data folder, --out, at these sides too; its splits stay as they are",
        };
        var groups = new Option<string?>("--groups")
        {
            Description =
                "for folder and unlabelled: CSV that says which images show one lesion or patient, "
                + $"columns image and --group-by (default: {ImageGroups.FileName} in the source, where there is one; "
                + "else each image stands alone)",
        };
        var groupBy = new Option<string>("--group-by")
        {
            Description = "that column",
            DefaultValueFactory = _ => ImageGroups.DefaultColumn,
        };
        var subset = new Option<int?>("--subset") { Description = "take this many images at random" };
        var seed = new Option<int>("--seed") { Description = "seed of the subset, the split and the phantom images" };
        var split = new Option<SplitBy>("--split")
        {
            Description = "lesion keeps the photographs of a lesion together; image is the paper's",
            DefaultValueFactory = _ => SplitBy.Lesion,
        };
        var test = new Option<double>("--test")
        {
            Description = "share of the images that is held out",
            DefaultValueFactory = _ => 0.2,
        };
        var count = new Option<int>("--count") { Description = "images of phantom", DefaultValueFactory = _ => 1000 };
        var heldOut = new Option<string?>("--held-out")
        {
            Description =
                "also copy the held-out images here, in a folder per class, to try the finished bundle on; "
                + $"with {ImageGroups.FileName}, which says what belongs together",
        };
        var strict = new Option<bool>("--strict") { Description = "make any bad row an error" };
        Option[] making = [dataset, size, subset, seed, split, test, heldOut, strict];
        foreach (var option in new Option[] { source, output, addSize, groups, groupBy, count }.Concat(making))
            command.Options.Add(option);

        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(
                    () =>
                    {
                        var path = parsed.GetValue(output)!;
                        var from = new DataSource
                        {
                            Dataset = parsed.GetValue(dataset) ?? "",
                            Folder = parsed.GetValue(source),
                            Groups = parsed.GetValue(groups),
                            GroupBy = parsed.GetValue(groupBy)!,
                            Count = InRange(parsed.GetValue(count), 1, 10_000_000, "--count"),
                            Seed = parsed.GetValue(seed),
                        };
                        if (parsed.GetValue(addSize) is { } sides)
                        {
                            if (making.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } other)
                                throw new InputException(
                                    $"{other.Name}: not with {AddSize}, which leaves the data folder as it is "
                                        + "but for its sides"
                                );
                            Add(path, Sides(sides, AddSize), from, cancellation);
                            return;
                        }
                        if (from.Dataset == "")
                            throw new InputException($"--dataset: give one of {string.Join(", ", Datasets.Names)}");
                        var options = new PreparationOptions(
                            Sides(parsed.GetValue(size)!, "--size"),
                            InRange(parsed.GetValue(subset), 1, int.MaxValue, "--subset"),
                            parsed.GetValue(seed),
                            parsed.GetValue(split),
                            InRange(parsed.GetValue(test), 0.0, 0.9, "--test"),
                            parsed.GetValue(strict)
                        );
                        var catalogue = Datasets.Read(from);
                        foreach (var note in catalogue.Notes)
                            Note(note);
                        var copied = new Preparation(catalogue, options).Write(
                            path,
                            cancellation,
                            parsed.GetValue(heldOut)
                        );
                        Summary(DataFolder.Open(path), path);
                        if (parsed.GetValue(heldOut) is { } folder && !copied)
                            Note($"nothing is held out, so that {folder} was not made");
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    /// <param name="given">
    /// what the command line says of the source; for the rest the data folder's own record counts
    /// </param>
    static void Add(string path, int[] sides, DataSource given, CancellationToken cancellation)
    {
        var folder = DataFolder.Open(path);
        var recorded =
            DataSource.Read(path)
            ?? new DataSource
            {
                Dataset = folder.Info.Name,
                Count = given.Count,
                Seed = folder.Info.Seed,
            };
        if (recorded.Dataset != Datasets.Phantom && given.Folder is null && recorded.Folder is null)
            throw new InputException($"{path}: made before the source of its images was recorded; give --source too");
        if (!Datasets.Names.Contains(recorded.Dataset))
            throw new InputException(
                $"{path}: {recorded.Dataset} images are not decoded from a source; make them again"
            );
        var catalogue = Datasets.Read(
            recorded with
            {
                Folder = given.Folder ?? recorded.Folder,
                Groups = given.Groups ?? recorded.Groups,
            }
        );
        var added = new AddedSides(path, folder, catalogue).Add(sides, cancellation);
        Console.WriteLine(
            $"{path}: {(added.Length == 0 ? "nothing to add" : $"added {string.Join(", ", added)}")}; "
                + $"its sides are {string.Join(", ", DataFolder.Open(path).Info.Sides)}"
        );
    }

    static void Summary(DataFolder folder, string path)
    {
        foreach (var code in folder.Classes)
        {
            ManifestRow[] rows = [.. folder.Rows.Where(r => r.Label == code)];
            var held = rows.Count(r => r.Split == "test");
            Console.WriteLine($"{code, 8}  {rows.Length, 7:N0} images, {held, 6:N0} of them held out");
            if (held == 0 && folder.Info.Test > 0)
                Note(
                    rows.DistinctBy(r => r.Lesion).Count() == 1
                        ? $"{code}: its one lesion stays for training"
                        : $"{code}: too few images to hold one out"
                );
        }
        Console.WriteLine(
            $"{path}: {folder.Info.Images:N0} images of {folder.Rows.Select(r => r.Lesion).Distinct().Count():N0} "
                + $"lesions, "
                + $"{folder.Indices("train").Length:N0} train, {folder.Indices("test").Length:N0} test, "
                + $"{folder.Info.Rejected:N0} rejected"
                + (folder.Info.Rejected > 0 ? $" (see {Path.Combine(path, "rejected.csv")})" : "")
        );
    }

    static void Note(string note) => Console.Error.WriteLine($"note: {note}");

    static int[] Sides(string text, string option) =>
        [
            .. text.Split(',')
                .Select(part =>
                    Numbers.TryParse(part, out int side) && side is >= 8 and <= 1024
                        ? side
                        : throw new InputException(
                            $"{option} {text}: sides are whole numbers from 8 to 1024, such as 256 or 256,96"
                        )
                )
                .Distinct(),
        ];

    static T InRange<T>(T value, T low, T high, string option)
        where T : IComparable<T> =>
        value.CompareTo(low) < 0 || value.CompareTo(high) > 0
            ? throw new InputException($"{option} {value}: from {low} to {high}")
            : value;

    static int? InRange(int? value, int low, int high, string option) =>
        value is { } v ? InRange(v, low, high, option) : null;
}

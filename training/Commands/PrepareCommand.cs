using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training prepare</c>: decodes a data set once into a data folder that the other commands train from.
/// </summary>
public static class PrepareCommand
{
    const string AddSize = "--add-size",
        Check = "--check";

    public static Command Create()
    {
        var command = new Command(
            "prepare",
            "Read a data set, decode it once and pack it at the sides that training needs."
        );
        var dataset = new Option<string?>("--dataset")
        {
            Description =
                $"{string.Join(", ", Datasets.Names)}; csv is a table of your own, imagefolder has train/<class> and "
                + "test/<class>, folder is a folder per class, with all that lies below it",
        };
        dataset.AcceptOnlyFromAmong([.. Datasets.Names]);
        var source = new Option<string?>("--source")
        {
            Description = "the data set's folder, as its publishers lay it out; for csv the table",
        };
        var columns = new Option<string?>("--columns")
        {
            Description =
                "for csv, and the metadata of imagefolder: which column is what, as image=file,label=diagnosis; one of "
                + $"{TableColumns.Names}; several with | between them",
        };
        var labelColumns = new Option<string?>("--label-columns")
        {
            Description = "for csv: columns named by classes, of which one is 1, as MEL,NV,BCC; in place of label=",
        };
        var images = new Option<string?>("--images")
        {
            Description = "for csv: folders of the images, several with commas (default: the table's folder)",
        };
        var labels = new Option<string?>("--labels")
        {
            Description = "CSV that says where labels lead, columns label and class; an empty class leaves a label out",
        };
        var classes = new Option<ClassesOf?>("--classes")
        {
            Description =
                "which classes the labels lead to: own, ham10000 (7), isic2019 (8) or malignancy (2) "
                + "(default: what the data set has)",
            CustomParser = result => Parsed<ClassesOf>(result),
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
                "for folder, imagefolder and unlabelled: CSV that says which images show one lesion or patient, "
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
        var group = new Option<SplitBy>("--group", "--split")
        {
            Description =
                "what stays in one split: patient keeps the photographs of a patient together, where the data set "
                + "names them, and those of a lesion; lesion those of a lesion alone; image is the paper's",
            DefaultValueFactory = _ => SplitBy.Patient,
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
        var fit = new Option<Fit>("--fit")
        {
            Description =
                "how a picture becomes a square: squash changes its aspect, centre takes the square in its middle, pad "
                + "repeats its edge",
            CustomParser = Parsed<Fit>,
        };
        var colour = new Option<ColourConstancy>("--colour")
        {
            Description = "shades-of-grey takes the colour of the light out of each picture",
            CustomParser = Parsed<ColourConstancy>,
        };
        var nearDuplicates = new Option<NearDuplicateUse>("--near-duplicates")
        {
            Description =
                "join keeps photographs that show the same in one split though no table says so, mirrored, turned, "
                + "cropped, resized or compressed anew, and lists them in near-duplicates.csv; ignore does not look",
            CustomParser = Parsed<NearDuplicateUse>,
        };
        var check = new Option<string[]>(Check)
        {
            Description =
                "list the images of an existing data folder, --out, that these data folders have too, as equal files "
                + "or near-duplicates; exit code 1 if one is in train here and in test there, or the other way round",
            AllowMultipleArgumentsPerToken = true,
        };
        var strict = new Option<bool>("--strict") { Description = "make any bad row an error" };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "count the images of each class, decode some of them to see how long it takes; make nothing",
        };
        Option[] making =
        [
            dataset,
            columns,
            labelColumns,
            images,
            labels,
            classes,
            size,
            fit,
            colour,
            subset,
            seed,
            group,
            nearDuplicates,
            test,
            heldOut,
            strict,
            dryRun,
        ];
        foreach (var option in new Option[] { source, output, addSize, check, groups, groupBy, count }.Concat(making))
            command.Options.Add(option);

        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(
                    () =>
                    {
                        var path = parsed.GetRequiredValue(output);
                        var from = new DataSource
                        {
                            Dataset = parsed.GetValue(dataset) ?? "",
                            Folder = parsed.GetValue(source),
                            Groups = parsed.GetValue(groups),
                            GroupBy = parsed.GetRequiredValue(groupBy),
                            Columns = parsed.GetValue(columns),
                            LabelColumns = parsed.GetValue(labelColumns),
                            Images = parsed.GetValue(images)?.Split(',', StringSplitOptions.TrimEntries),
                            Labels = parsed.GetValue(labels),
                            Classes = parsed.GetValue(classes),
                            Count = parsed.GetValue(count),
                            Seed = parsed.GetValue(seed),
                        };
                        bool Given(Option o) => parsed.GetResult(o) is { Implicit: false };
                        if (parsed.GetValue(check) is { Length: > 0 } others)
                        {
                            if (making.Append(addSize).Append(source).FirstOrDefault(Given) is { } option)
                                throw new InputException($"{option.Name}: not with {Check}, which makes nothing");
                            var shared = FolderCheck.Run(path, others, cancellation);
                            PrepareSummary.Print(path, shared);
                            return shared.Any(s => s.IsLeak) ? 1 : 0;
                        }
                        if (parsed.GetValue(addSize) is { } sides)
                        {
                            if (making.FirstOrDefault(Given) is { } other)
                                throw new InputException(
                                    $"{other.Name}: not with {AddSize}, which leaves the data folder as it is "
                                        + "but for its sides"
                                );
                            var more = new AddSidesRequest
                            {
                                Folder = path,
                                Sides = PackedSides.Parse(sides, AddSize),
                                Source = from,
                            };
                            PrepareSummary.Print(path, PrepareRunner.Add(more, cancellation));
                            return 0;
                        }
                        var request = new PrepareRequest
                        {
                            Source = from,
                            Output = path,
                            Options = new(
                                PackedSides.Parse(parsed.GetRequiredValue(size), "--size"),
                                parsed.GetValue(subset),
                                parsed.GetValue(seed),
                                parsed.GetValue(group),
                                parsed.GetValue(test),
                                parsed.GetValue(strict)
                            )
                            {
                                Fit = parsed.GetValue(fit),
                                Colour = parsed.GetValue(colour),
                                NearDuplicates = parsed.GetValue(nearDuplicates),
                            },
                            HeldOut = parsed.GetValue(heldOut),
                        };
                        if (parsed.GetValue(dryRun))
                            PrepareSummary.Print(PrepareRunner.Preview(request, cancellation));
                        else
                            PrepareSummary.Print(path, PrepareRunner.Run(request, cancellation));
                        return 0;
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    /// <summary>Of the text that stands there, which is checked before anything is done.</summary>
    static T Parsed<T>(ArgumentResult result)
        where T : struct, Enum =>
        result.Tokens is [var token, ..] && Choices.Has(typeof(T), token.Value)
            ? (T)Choices.Parse(typeof(T), token.Value)
            : default;
}

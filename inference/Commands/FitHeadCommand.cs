using System.CommandLine;
using Platform.Inference.HeadFitting;

namespace Platform.Inference.Commands;

static class FitHeadCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var images = new Option<string>("--images")
        {
            Description = "a folder of images for each class, named by its code",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "the new version, such as 1.1.0; written beside the old one",
            Required = true,
        };
        var groups = new Option<string?>("--groups")
        {
            Description =
                "CSV that says which images show one lesion or patient: columns image and --group-by "
                + "(default: groups.csv in the folder, where there is one; else each image stands alone)",
        };
        var groupBy = new Option<string>("--group-by")
        {
            Description = "that column",
            DefaultValueFactory = _ => "lesion",
        };
        var folds = new Option<int>("--folds")
        {
            Description = "parts of the cross-validation",
            DefaultValueFactory = _ => 5,
        };
        var seed = new Option<int>("--seed") { Description = "of the division into folds" };
        var dropAbsent = new Option<bool>("--drop-absent") { Description = "leave out classes without a folder" };
        var evenIfWorse = new Option<bool>("--even-if-worse")
        {
            Description = "publish although the old head does better on the same images",
        };
        var limits = new LimitOptions();
        var command = new Command(
            "fit-head",
            "Fits the linear head again on a site's own labelled images and publishes it as a new version of the "
                + "bundle."
        )
        {
            path,
            images,
            output,
            groups,
            groupBy,
            folds,
            seed,
            dropAbsent,
            evenIfWorse,
        };
        limits.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
                Task.Run(
                    () =>
                    {
                        var request = new FitHeadRequest
                        {
                            Bundle = parsed.GetRequiredValue(path),
                            Images = parsed.GetRequiredValue(images),
                            Version = parsed.GetRequiredValue(output),
                            Groups = parsed.GetValue(groups),
                            GroupBy = parsed.GetRequiredValue(groupBy),
                            Folds = parsed.GetValue(folds),
                            Seed = parsed.GetValue(seed),
                            DropAbsent = parsed.GetValue(dropAbsent),
                            EvenIfWorse = parsed.GetValue(evenIfWorse),
                            Limits = limits.Read(parsed),
                        };
                        var published = FitHeadRunner.Run(request, ComparisonSummary.Print, cancel);
                        Console.WriteLine($"bundle in {published}");
                    },
                    CancellationToken.None
                )
        );
        return command;
    }
}

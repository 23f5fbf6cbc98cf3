using System.CommandLine;
using Platform.Shared;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Gan.Methods;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Experiments;

/// <summary>The options that say at what scale and on what data an experiment runs.</summary>
public sealed class PlanOptions
{
    static readonly Dictionary<string, Arm[]> Arms = new()
    {
        ["both"] = [Arm.EpochsMatched, Arm.StepsMatched],
        [Names.Of(Arm.EpochsMatched)] = [Arm.EpochsMatched],
        [Names.Of(Arm.StepsMatched)] = [Arm.StepsMatched],
    };

    readonly Option<string> preset = new("--preset")
    {
        Description = string.Join(", ", Scale.Presets.Keys),
        DefaultValueFactory = _ => "paper",
    };
    readonly Option<string?> dataset = new("--dataset")
    {
        Description = "prepare this one: " + string.Join(", ", [.. Datasets.InFolders, Datasets.Phantom]),
    };
    readonly Option<string?> source = new("--source")
    {
        Description = "the data set's folder, as its publishers lay it out",
    };
    readonly Option<string?> data = new("--data")
    {
        Description = "a data folder that is there already, instead of --dataset; all of its images are used",
    };
    readonly Option<string> work = new("--work")
    {
        Description =
            "folder for everything that the experiments make; several may share one, and so what they have in common",
        DefaultValueFactory = _ => "experiments",
    };
    readonly Option<int?> steps = new("--steps")
    {
        Description = "optimizer steps of an encoder on real images alone, instead of the preset's epochs",
    };
    readonly Option<int> seeds = new("--seeds") { Description = "encoders of each cell", DefaultValueFactory = _ => 1 };
    readonly Option<string> arm = new("--arm")
    {
        Description = "how encoders with and without synthetic images are compared: " + string.Join(", ", Arms.Keys),
        DefaultValueFactory = _ => "both",
    };
    readonly Option<double?> ganKimg = new("--gan-kimg")
    {
        Description = "length of a GAN's training in thousand images, instead of the preset's",
    };
    readonly Option<int?> syntheticCount = new("--synthetic-count")
    {
        Description = "most synthetic images of a cell, instead of the preset's",
    };
    readonly Option<int?> photographs = new("--photographs")
    {
        Description = "photographs to prepare, a fifth of which is held out, instead of the preset's",
    };
    readonly Option<string[]> set = new("--set")
    {
        Description =
            "gan.OPTION=VALUE or ssl.OPTION=VALUE: any option of the commands gan and ssl, such as "
            + "ssl.batch-size=64; may be repeated",
    };
    readonly Option<bool> sharedGan = new("--shared-gan")
    {
        Description =
            "figure7: one GAN of all training images for every cell; else each number of real images has its own",
    };
    readonly Option<bool> includeTest = new("--include-test")
    {
        Description =
            "train GANs and encoders on the test lesions too, as the paper does; held-out figures then mean less",
    };

    public PlanOptions(Command command)
    {
        preset.AcceptOnlyFromAmong([.. Scale.Presets.Keys]);
        dataset.AcceptOnlyFromAmong([.. Datasets.InFolders, Datasets.Phantom]);
        arm.AcceptOnlyFromAmong([.. Arms.Keys]);
        foreach (
            var option in new Option[]
            {
                preset,
                dataset,
                source,
                data,
                work,
                steps,
                seeds,
                arm,
                ganKimg,
                syntheticCount,
                photographs,
                set,
                sharedGan,
                includeTest,
            }
        )
            command.Options.Add(option);
    }

    public string Work(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(work)!);

    /// <exception cref="InputException">Options that do not go together, or out of range.</exception>
    public Plan Read(ParseResult parsed, Experiment experiment)
    {
        var (name, many) = (parsed.GetValue(preset)!, parsed.GetValue(seeds));
        if (many is < 1 or > 1000)
            throw new InputException($"--seeds {many}: from 1 to 1000");
        var scale = Scale.Presets[name];
        if (parsed.GetValue(syntheticCount) is { } most)
            scale =
                most >= 2
                    ? scale with
                    {
                        Synthetic = [0, most / 2, most],
                    }
                    : throw new InputException($"--synthetic-count {most}: 2 or more");
        if (parsed.GetValue(photographs) is { } count)
            scale =
                count >= 1
                    ? scale with
                    {
                        Photographs = count,
                        MostPhotographs = count,
                    }
                    : throw new InputException($"--photographs {count}: 1 or more");
        var gans = Setups(
            "gan",
            experiment.Gans,
            name,
            Gans.Options,
            parsed.GetValue(ganKimg) is { } kimg ? [("--kimg", FormattableString.Invariant($"{kimg}"))] : [],
            [.. Set(parsed, "gan")]
        );
        var ssl = Setups(
            "ssl",
            experiment.Methods,
            name,
            SslMethods.Options,
            parsed.GetValue(steps) is { } budget ? [("--steps", $"{budget}")] : [],
            [.. Set(parsed, "ssl")]
        );
        if (parsed.GetValue(sharedGan) && experiment.Images(scale).Count() < 2)
            throw new InputException(
                $"--shared-gan: {experiment.Name} has one number of real images, and so one GAN; leave it out"
            );
        var (dataName, folder) = Data(
            parsed,
            experiment.Photographs(scale),
            [
                .. ssl.Values.Select(s => s.Config.Side).Concat(ssl.Values.Select(s => s.Config.ImageSide)),
                .. gans.Values.Select(g => g.Config.Resolution),
            ]
        );
        return new()
        {
            Experiment = experiment,
            Scale = scale,
            Preset = name,
            Dataset = dataName,
            Data = folder,
            Gans = gans,
            Ssl = ssl,
            Arms = Arms[parsed.GetValue(arm)!],
            Seeds = many,
            SharedGan = parsed.GetValue(sharedGan),
            IncludeTest = parsed.GetValue(includeTest),
        };
    }

    (string Name, IArtefact Folder) Data(ParseResult parsed, int count, IEnumerable<int> sides)
    {
        var (path, name, given) = (parsed.GetValue(data), parsed.GetValue(dataset), parsed.GetValue(source));
        if (path is not null == name is not null)
            throw new InputException("--data or --dataset: give one of them");
        if (path is not null)
        {
            if (given is not null)
                throw new InputException($"--source {given}: goes with --dataset, not with --data; leave it out");
            var folder = DataFolder.Open(path);
            return (folder.Info.Name, new GivenFolder(Path.GetFullPath(path), folder.ContentSha256));
        }
        if (name == Datasets.Phantom && given is not null)
            throw new InputException($"--source {given}: {name} is drawn, not read from a folder; leave it out");
        if (name != Datasets.Phantom && given is null)
            throw new InputException($"--source: give the folder of {name}");
        return (
            name!,
            new Stage(
                Verb.Prepare,
                [
                    ("--dataset", name!),
                    ("--size", string.Join(',', sides.Distinct().OrderDescending())),
                    ("--seed", "0"),
                    ("--split", "lesion"),
                    ("--test", "0.2"),
                    (name == Datasets.Phantom ? "--count" : "--subset", $"{count}"),
                ],
                name == Datasets.Phantom
                    ? []
                    : [("--source", new GivenFolder(Path.GetFullPath(given!), SourceKey.Of(given!)))]
            )
        );
    }

    /// <summary>The configuration of each of an experiment's methods, with those of the options that it has.</summary>
    /// <param name="used">names of the experiment's methods</param>
    /// <param name="length">the option that says how long to train, if it was given</param>
    /// <param name="set">options of --set</param>
    /// <exception cref="InputException">An option of --set that no method of the experiment reads.</exception>
    static Dictionary<string, Setup<T>> Setups<T>(
        string command,
        IReadOnlyList<string> used,
        string preset,
        IEnumerable<(string Name, Method<T> Method)> all,
        (string Option, string Value)[] length,
        (string Option, string Value)[] set
    )
        where T : class
    {
        var methods = all.ToDictionary(m => m.Name, m => m.Method);
        var known = methods.Values.SelectMany(m => m.Options).Distinct().ToArray();
        if (set.Select(s => s.Option).Except(known).FirstOrDefault() is { } unknown)
            throw new InputException($"{unknown}: no such option; there are {string.Join(", ", known)}");
        var setups = used.ToDictionary(
            name => name,
            name =>
                methods[name]
                    .With(methods[name].Presets[preset], [.. length, .. set.Where(s => methods[name].Has(s.Option))])
        );
        foreach (var (option, value) in set)
            if (!used.Any(name => methods[name].Reads(setups[name], option)))
                throw new InputException(
                    $"--set {command}.{option[2..]}={value}: {string.Join(", ", used)} would "
                        + "not read it here; leave it out"
                );
        return setups;
    }

    /// <summary>The options of one of the two commands.</summary>
    IEnumerable<(string Option, string Value)> Set(ParseResult parsed, string command)
    {
        foreach (var text in parsed.GetValue(set) ?? [])
        {
            var (dot, equals) = (text.IndexOf('.'), text.IndexOf('='));
            if (dot < 0 || equals < dot || text[..dot] is not ("gan" or "ssl"))
                throw new InputException($"--set {text}: write gan.OPTION=VALUE or ssl.OPTION=VALUE");
            if (text[..dot] == command)
                yield return ($"--{text[(dot + 1)..equals]}", text[(equals + 1)..]);
        }
    }
}

using System.CommandLine;
using Platform.Training.Publishing;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary><c>training publish</c>: exports a generator, an encoder and its head as a model bundle.</summary>
public static class PublishCommand
{
    public static Command Create()
    {
        var command = new Command(
            "publish",
            "Export an encoder, its head and a generator as a model bundle, each file checked against its network."
        );
        var gan = new Option<string?>("--gan")
        {
            Description = "run folder made by gan (default: none, and the bundle draws no images)",
        };
        var encoder = new Option<string>("--encoder") { Description = "run folder made by ssl", Required = true };
        var head = new Option<string>("--head")
        {
            Description = "folder made by head, on that encoder",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "bundle name: lower-case letters, digits, - and _",
            Required = true,
        };
        var version = new Option<string>("--version")
        {
            Description = "semantic version, such as 1.0.0",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "folder of bundles",
            DefaultValueFactory = _ => "models",
        };
        var notice = new Option<string[]>("--notice")
        {
            Description = "a line on the training data's licence for the model card; may be repeated",
        };
        var audit = new Option<string?>("--audit")
        {
            Description =
                "folder made by audit on images of this generator, for the model card; a generator that failed it "
                + "is refused",
        };
        var accept = new Option<bool>("--accept-memorisation")
        {
            Description = "publish a generator that failed its audit; the model card says so",
        };
        var neighbours = new Option<bool>("--neighbours")
        {
            Description =
                "add the training images' identifiers and embeddings (no photographs), so that an answer can name "
                + "the nearest cases",
        };
        var copies = new Option<string?>("--copies-index")
        {
            Description =
                "the data folder that the GAN was trained on: adds an index of its photographs' embeddings, by "
                + "which sample --reject-copies tells near copies",
        };
        var quantise = new Option<bool>("--int8")
        {
            Description =
                "serve the encoder in 8-bit integers, unless that loses more than 0.5 points of accuracy or 1 of "
                + "balanced accuracy on the held-out images",
        };
        var labelled = new Option<string?>("--data")
        {
            Description = "with --int8: the labelled data folder that the head was fitted on",
        };
        var drawn = new Option<string?>("--int8-generator")
        {
            Description =
                "the data folder that the GAN was trained on: draw in 8-bit integers, unless the Fréchet or the "
                + "kernel distance to its held-out photographs rises by more than its own deviation",
        };
        foreach (
            var option in new Option[]
            {
                gan,
                encoder,
                head,
                name,
                version,
                output,
                notice,
                audit,
                accept,
                neighbours,
                copies,
                quantise,
                labelled,
                drawn,
            }
        )
            command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancel) =>
                MainThread.RunAsync(() =>
                {
                    var request = new PublishRequest
                    {
                        Gan = parsed.GetValue(gan),
                        Encoder = parsed.GetRequiredValue(encoder),
                        Head = parsed.GetRequiredValue(head),
                        Name = parsed.GetRequiredValue(name),
                        Version = parsed.GetRequiredValue(version),
                        Output = parsed.GetRequiredValue(output),
                        Notices = parsed.GetValue(notice) ?? [],
                        Audit = parsed.GetValue(audit),
                        AcceptMemorisation = parsed.GetValue(accept),
                        Neighbours = parsed.GetValue(neighbours),
                        CopiesIndex = parsed.GetValue(copies),
                        Int8 = parsed.GetValue(quantise),
                        Labelled = parsed.GetValue(labelled),
                        Int8Generator = parsed.GetValue(drawn),
                        Machine = machine.Read(parsed),
                    };
                    Console.WriteLine($"bundle in {PublishRunner.Run(request, Console.WriteLine, cancel)}");
                })
        );
        return command;
    }
}

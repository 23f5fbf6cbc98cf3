using System.CommandLine;
using Platform.Training.Metrics;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training metrics</c>: how far synthetic images are from real ones, and how close to single training images.
/// </summary>
public static class MetricsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "metrics",
            "Measure synthetic images against training and held-out images: Fréchet and kernel distance, precision "
                + "and recall, sliced Wasserstein distance, memorisation."
        );
        var synthetic = new Option<string?>("--synthetic") { Description = "folder of synthetic images" };
        var gan = new Option<string?>("--gan") { Description = "or the run folder made by gan, to draw them from" };
        var data = new Option<string>("--data")
        {
            Description = "data folder that the GAN was trained on",
            Required = true,
        };
        var encoder = new Option<string>("--encoder")
        {
            Description =
                "run folder made by ssl on real images alone: its embeddings are the space of the measures and name "
                + "them",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description =
                "folder to make: metrics.json, metrics.md, samples.png, and closest-*.png, which show patients' "
                + "photographs",
            Required = true,
        };
        var count = new Option<int>("--count")
        {
            Description = "most synthetic images to measure",
            DefaultValueFactory = _ => 2000,
        };
        var seed = new Option<int>("--seed") { Description = "seed of the latents, of the halves and of the subsets" };
        var psi = new Option<float>("--psi")
        {
            Description = "truncation of --gan; below 1 images look better and vary less",
            DefaultValueFactory = _ => 1,
        };
        var inception = new Option<string?>("--inception")
        {
            Description = "an Inception as an ONNX file, for FID and KID too",
        };
        var sha256 = new Option<string?>("--inception-sha256")
        {
            Description = "sha256 of that file as its publisher gives it",
        };
        foreach (
            var option in new Option[] { synthetic, gan, data, encoder, output, count, seed, psi, inception, sha256 }
        )
            command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancel) =>
                MainThread.RunAsync(() =>
                {
                    var request = new MetricsRequest
                    {
                        Synthetic = parsed.GetValue(synthetic),
                        Gan = parsed.GetValue(gan),
                        Data = parsed.GetRequiredValue(data),
                        Encoder = parsed.GetRequiredValue(encoder),
                        Output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(output))),
                        Count = parsed.GetValue(count),
                        Seed = parsed.GetValue(seed),
                        Psi = parsed.GetResult(psi) is { Implicit: false } ? parsed.GetValue(psi) : null,
                        Inception = parsed.GetValue(inception),
                        InceptionSha256 = parsed.GetValue(sha256),
                        Machine = machine.Read(parsed),
                    };
                    Console.Write(MetricsRunner.Run(request, cancel).Markdown());
                    Console.WriteLine($"metrics in {request.Output}");
                })
        );
        return command;
    }
}

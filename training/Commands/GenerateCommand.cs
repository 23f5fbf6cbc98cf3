using System.CommandLine;
using Platform.CommandLine;
using Platform.Shared.Bundles;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;
using Platform.Training.Generation;

namespace Platform.Training.Commands;

/// <summary><c>training generate</c>: draws a synthetic set with the generator of a training run.</summary>
public static class GenerateCommand
{
    public static Command Create()
    {
        var gan = new Option<string>("--gan") { Description = "run folder made by gan", Required = true };
        var count = new Option<long>("--count") { Description = "number of images", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same images" };
        var start = new Option<long>("--start") { Description = "index of the first image" };
        var psi = new Option<float>("--psi")
        {
            Description = "truncation: 0 the mean image, 1 the full variety",
            DefaultValueFactory = _ => ImageSampler.DefaultPsi,
        };
        var output = new Option<string>("--out")
        {
            Description =
                "folder of the set, images in a subfolder for each shard; complete shards in it are kept, and "
                + "machines that are given the same command divide the others between them",
            Required = true,
        };
        var shardSize = new Option<int>("--shard-size")
        {
            Description = "images of a shard",
            DefaultValueFactory = _ => GenerateRequest.DefaultShardSize,
        };
        var batch = new Option<int>("--batch")
        {
            Description = "images drawn at once; changes the speed, never the images",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var verify = new Option<bool>("--verify")
        {
            Description = "also read the shards that are complete, and draw again those that are damaged",
        };
        var grid = new Option<string?>("--grid")
        {
            Description = $"also write the first {SetGrid.Most} as one PNG to look at",
        };
        var command = new Command(
            "generate",
            "Draw synthetic images with a GAN run's generator; can be stopped at any time and started again."
        )
        {
            gan,
            count,
            seed,
            start,
            psi,
            output,
            shardSize,
            batch,
            verify,
            grid,
        };
        var machine = new MachineOptions(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var request = new GenerateRequest(
                    parsed.GetRequiredValue(gan),
                    parsed.GetRequiredValue(output),
                    parsed.GetValue(count)
                )
                {
                    Seed = parsed.GetValue(seed),
                    Start = parsed.GetValue(start),
                    Psi = parsed.GetValue(psi),
                    Batch = parsed.GetValue(batch),
                    ShardSize = parsed.GetValue(shardSize),
                    Verify = parsed.GetValue(verify),
                    Grid = parsed.GetValue(grid),
                };
                request.Check();
                var device = machine.Read(parsed).Start();
                SetDrawing.Result result;
                using (var progress = new ProgressLine("generate", request.Count, "images"))
                    result = await GeneratedSet.DrawAsync(request, device, progress.Report, cancel);
                Console.WriteLine(
                    $"{result.Images} images in {request.Output}: synthetic, {BundleManifest.ResearchUseOnly}"
                );
            }
        );
        return command;
    }
}

using Platform.Tools.Bench;
using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>How fast this machine trains the encoder, measured in a few steps on drawn images.</summary>
/// <param name="ImagesPerSecond">of training, forwards and backwards</param>
public sealed record MeasuredPace(double ImagesPerSecond)
{
    const int Batch = 32,
        Steps = 6,
        Images = 160;

    public static async Task<MeasuredPace> TakeAsync(
        PhotographsRequest request,
        PhotographsFolder folder,
        CancellationToken cancel
    )
    {
        var data = Path.Combine(folder.Measuring, "data");
        if (Directory.Exists(folder.Measuring)) // of a run that was stopped while it measured
            Directory.Delete(folder.Measuring, recursive: true);
        Directory.CreateDirectory(folder.Measuring);
        try
        {
            await PhaseProcess.RunAsync(
                PhaseProgram.Training,
                [
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    $"{Images}",
                    "--size",
                    PhotographsSteps.Sizes(request),
                    "--out",
                    data,
                ],
                null,
                cancel
            );
            string[] encoder =
            [
                .. PhotographsSteps.Encoder(request),
                "--data",
                data,
                "--steps",
                $"{Steps}",
                "--batch-size",
                $"{Batch}",
            ];
            return new(
                await TrainingRate.RunAsync(Path.Combine(folder.Measuring, "encoder"), encoder, "step", Batch, cancel)
            );
        }
        finally
        {
            if (Directory.Exists(folder.Measuring))
                Directory.Delete(folder.Measuring, recursive: true);
        }
    }
}

using System.Diagnostics;
using Grpc.Core;
using Platform.Protos;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Serving;

public class GenerateTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Generate_GivesTheImagesOfTheCommandLine()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var folder = Directory.CreateTempSubdirectory("generate-").FullName;
        Assert.Equal(
            0,
            (
                await Cli.RunAsync(
                    "sample",
                    fixture.Path,
                    "--seed",
                    "9",
                    "--start",
                    "3",
                    "--count",
                    "4",
                    "--out",
                    folder
                )
            ).ExitCode
        );
        using var call = server.Client.Generate(
            new()
            {
                Seed = 9,
                Start = 3,
                Count = 4,
            }
        );
        var images = new List<GenerateResponse>();
        await foreach (var image in call.ResponseStream.ReadAllAsync())
            images.Add(image);
        Assert.Equal([3L, 4, 5, 6], images.Select(i => i.Index));
        foreach (var image in images)
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder, "000000", $"9-{image.Index:D10}.png")),
                image.Png.ToByteArray()
            );
        Assert.Equal(TinyBundle.Generated, ImageDecoder.Decode(images[0].Png.ToByteArray(), int.MaxValue).Width);
        Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<string, int, long, float> BadNumbers =>
        new()
        {
            { "count", 0, 0, 1 },
            { "count", 6, 0, 1 },
            { "start", 1, -1, 1 },
            { "psi", 1, 0, float.NaN },
            { "psi", 1, 0, 3 },
        };

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public async Task Generate_WithANumberOutOfRange_NamesTheField(string field, int count, long start, float psi)
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Generation = new() { MaxGenerate = 5 } }
        );
        using var call = server.Client.Generate(
            new()
            {
                Count = count,
                Start = start,
                Psi = psi,
            }
        );
        var status = await FailureAsync(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith(field, status.Detail);
    }

    /// <summary>Waits for a line of the call log, which is written after the call has ended at its caller.</summary>
    static async Task ServerSaid(RunningServer server, string text)
    {
        for (
            var until = Environment.TickCount64 + 8000;
            !server.Log.Any(line => line.Contains(text));
            await Task.Delay(20)
        )
            Assert.True(Environment.TickCount64 < until, $"the server did not log '{text}'");
    }

    /// <summary>
    /// The client only sends its deadline and keeps none: two clocks would race, and whose reset comes first decides
    /// what either says.
    /// </summary>
    [Fact]
    public async Task Generate_PastItsDeadline_IsEndedByTheServer()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Generation = new() { MaxGenerate = 1_000_000 } }
        );
        using var http = new HttpClient { BaseAddress = new(server.Address) };
        var message = new HeldMessage(new GenerateRequest { Count = 1_000_000 });
        message.Release();
        var request = message.To("/lesion.v1.Lesion/Generate");
        request.Headers.Add("grpc-timeout", "1S");
        var began = Stopwatch.GetTimestamp();
        await Record.ExceptionAsync(async () =>
            await (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).Content.CopyToAsync(
                Stream.Null
            )
        ); // trailers or a reset, as far as its reader is
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, double.MaxValue);
        await ServerSaid(server, "/lesion.v1.Lesion/Generate DeadlineExceeded");
        using var next = server.Client.Generate(new() { Count = 1 }); // the generator is free again
        Assert.True(await next.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Generate_OfAWalk_LeadsFromOneSeedToTheOther()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        async Task<List<GenerateResponse>> Images(GenerateRequest request)
        {
            using var call = server.Client.Generate(request);
            return await call.ResponseStream.ReadAllAsync().ToListAsync();
        }
        var walk = await Images(
            new()
            {
                Seed = 1,
                WalkToSeed = 2,
                Start = 5,
                Count = 4,
            }
        );
        Assert.Equal([0L, 1, 2, 3], walk.Select(i => i.Index));
        Assert.Equal(
            (
                await Images(
                    new()
                    {
                        Seed = 1,
                        Start = 5,
                        Count = 1,
                    }
                )
            )[0].Png,
            walk[0].Png
        );
        Assert.Equal(4, walk.Select(i => i.Png).Distinct().Count());

        using var bundle = fixture.Load();
        var sampler = new ImageSampler(bundle.Generator);
        var end = sampler.Pixels(sampler.Latents(2, 5).Z, sampler.Latents(1, 5).Noise, ImageSampler.DefaultPsi);
        var last = ImageDecoder.Decode(walk[3].Png.ToByteArray(), int.MaxValue).Rgb;
        Assert.All(end.Zip(last), p => Assert.InRange(p.First - p.Second, -1, 1));
    }
}

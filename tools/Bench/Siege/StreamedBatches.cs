using Grpc.Core;
using Platform.Protos.OpenInference;

namespace Platform.Tools.Bench.Siege;

/// <summary>Full batches in a stream, as fast as they are taken, by a slow key.</summary>
sealed class StreamedBatches(string model, byte[] photograph) : IAttack
{
    const int Rows = 16,
        Streams = 4;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string Name => "batches";

    public string What =>
        $"{Streams} ModelStreamInfer calls with {Rows} photographs a message by a key of {Besieged.AttackerRate}/s";

    public async Task RunAsync(Besieged server, AttackLog log, CancellationToken cancel)
    {
        using var channel = server.Open();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var request = InferRequests.Of(model, photograph, Rows, ["probabilities"]);
        await Pace.AgainAsync(Streams, Pause, _ => StreamAsync(client, request, log, cancel), cancel);
    }

    static async Task StreamAsync(
        GRPCInferenceService.GRPCInferenceServiceClient client,
        ModelInferRequest request,
        AttackLog log,
        CancellationToken cancel
    )
    {
        using var call = client.ModelStreamInfer(cancellationToken: cancel);
        var writing = log.TryAsync(async () =>
        {
            while (true)
                await call.RequestStream.WriteAsync(request, cancel);
        });
        await log.TryAsync(async () =>
        {
            await foreach (var answer in call.ResponseStream.ReadAllAsync(cancel))
                await log.TryAsync(() =>
                    answer.ErrorMessage == "" ? Task.CompletedTask : throw new HttpRequestException(answer.ErrorMessage)
                );
        });
        await writing;
    }
}

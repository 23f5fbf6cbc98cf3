using Platform.Protos.OpenInference;

namespace Platform.Tools.Bench.Siege;

/// <summary>A small request whose answer is large: one output over and over.</summary>
sealed class ManyOutputs(string model, byte[] photograph) : IAttack
{
    const int Outputs = 20_000,
        Calls = 12;

    public string Name => "outputs";

    public string What =>
        $"ModelInfer of one photograph with the output embedding {Outputs:N0} times by a key of "
        + $"{Besieged.AttackerRate}/s";

    public async Task RunAsync(Besieged server, AttackLog log, CancellationToken cancel)
    {
        using var channel = server.Open();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var request = InferRequests.Of(model, photograph, 1, Enumerable.Repeat("embedding", Outputs));
        await Pace.AtRateAsync(
            Besieged.AttackerRate,
            Calls,
            () => log.TryAsync(async () => await client.ModelInferAsync(request, cancellationToken: cancel)),
            cancel
        );
    }
}

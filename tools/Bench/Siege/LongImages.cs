using Google.Protobuf;
using Platform.Protos;

namespace Platform.Tools.Bench.Siege;

/// <summary>Small files whose decoding is long, by callers who do not wait for it.</summary>
sealed class LongImages : IAttack
{
    const int Side = 7000,
        Calls = 12;
    const int ManyMore = 200,
        Allowed = 24; // scans: far too many, and the most that are decoded
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "scans";

    public string What =>
        $"progressive JPEGs of {Side} x {Side} pixels by a key of {Besieged.AttackerRate}/s, in turn "
        + $"of {ManyMore} scans and of the {Allowed} that are allowed, {Calls} calls at once, hung up after "
        + $"{Patience.TotalSeconds:0} s";

    public async Task RunAsync(Besieged server, AttackLog log, CancellationToken cancel)
    {
        ByteString[] images =
        [
            .. new[] { ManyMore, Allowed }.Select(scans =>
                UnsafeByteOperations.UnsafeWrap(ManyScans.Jpeg(Side, Side, scans))
            ),
        ];
        using var channel = server.Open();
        var client = new Lesion.LesionClient(channel);
        var sent = 0;
        await Pace.AtRateAsync(
            Besieged.AttackerRate,
            Calls,
            () =>
                log.TryAsync(async () =>
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    patience.CancelAfter(Patience);
                    var image = images[sent++ % images.Length];
                    await client.ClassifyAsync(new() { Image = image }, cancellationToken: patience.Token);
                }),
            cancel
        );
    }
}

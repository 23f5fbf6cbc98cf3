using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Platform.Protos;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging.Formats;

namespace Platform.Tools.Calling;

/// <summary>Sends image files to a running server, one ClassifyStream call for all.</summary>
public static class LesionCaller
{
    const int InFlight = 32;

    /// <exception cref="InputException">No server there, or it broke off.</exception>
    public static async Task<IReadOnlyList<Answer>> ClassifyAsync(
        string address,
        IReadOnlyList<LabelledFile> files,
        Action<int>? progressed,
        CancellationToken cancel,
        ServerAccess? access = null
    )
    {
        using var channel = (access ?? new()).Open(address);
        var client = new Lesion.LesionClient(channel);
        var answers = new List<Answer>();
        var (sent, unread) = (new ConcurrentQueue<LabelledFile>(), new ConcurrentQueue<Answer>());
        try
        {
            using var call = client.ClassifyStream(cancellationToken: cancel);
            using var window = new SemaphoreSlim(InFlight);
            var sending = Task.Run(
                async () =>
                {
                    foreach (var file in files)
                    {
                        if (Read(file, unread) is not { } image)
                            continue;
                        await window.WaitAsync(cancel);
                        sent.Enqueue(file);
                        await call.RequestStream.WriteAsync(new ClassifyRequest { Image = image }, cancel);
                    }
                    await call.RequestStream.CompleteAsync();
                },
                cancel
            );
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancel))
            {
                window.Release();
                var file = sent.TryDequeue(out var next)
                    ? next
                    : throw new InputException($"{address}: more answers than images");
                answers.Add(new(file, response.Result, response.Error?.Message));
                progressed?.Invoke(answers.Count);
            }
            await sending;
        }
        catch (RpcException e) when (!cancel.IsCancellationRequested)
        {
            throw new InputException(CallFailure.Of(address, e), e);
        }
        return [.. answers, .. unread];
    }

    /// <returns>
    /// null for a file that cannot be read, which becomes an answer that says so; how large it may be is the server's
    /// affair
    /// </returns>
    static ByteString? Read(LabelledFile file, ConcurrentQueue<Answer> unread)
    {
        try
        {
            var limits = new ImageLimits { MaxBytes = ImageLimits.MostBytes };
            return ByteString.CopyFrom(ImageFile.Read(file.Path, limits));
        }
        catch (ImageException e)
        {
            unread.Enqueue(new(file, null, e.Message));
            return null;
        }
    }
}

using Google.Protobuf;
using Grpc.Core;
using Platform.Protos;
using Platform.Shared;

namespace Platform.Tools.Calling;

/// <summary>Sends image files to a running server, one ClassifyStream call for all.</summary>
public static class LesionCaller
{
    const int InFlight = 32;

    /// <exception cref="InputException">No server there, or it broke off.</exception>
    public static async Task<IReadOnlyList<Answer>> ClassifyAsync(string address, IReadOnlyList<LabelledFile> files, Action<int>? progressed, CancellationToken cancel, ServerAccess? access = null)
    {
        using var channel = (access ?? new()).Open(address);
        var client = new Lesion.LesionClient(channel);
        var answers = new List<Answer>();
        try
        {
            using var call = client.ClassifyStream(cancellationToken: cancel);
            using var window = new SemaphoreSlim(InFlight);
            var sending = Task.Run(async () =>
            {
                foreach (var file in files)
                {
                    await window.WaitAsync(cancel);
                    await call.RequestStream.WriteAsync(new ClassifyRequest { Image = ByteString.CopyFrom(await File.ReadAllBytesAsync(file.Path, cancel)) }, cancel);
                }
                await call.RequestStream.CompleteAsync();
            }, cancel);
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancel))
            {
                window.Release();
                answers.Add(new(files[answers.Count], response.Result, response.Error?.Message));
                progressed?.Invoke(answers.Count);
            }
            await sending;
        }
        catch (RpcException e) when (!cancel.IsCancellationRequested)
        {
            throw new InputException(CallFailure.Of(address, e), e);
        }
        return answers;
    }
}

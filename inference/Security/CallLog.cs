using Grpc.Core;

namespace Platform.Inference.Security;

/// <summary>
/// Runs a call's handler, by whichever protocol, and leaves one structured line of it: who asked for what, and what
/// became of it; never what was sent.
/// </summary>
/// <remarks>The id is the caller's x-request-id if it is one, else a new one; it goes back as a header.</remarks>
sealed class CallLog(ILoggerFactory logs)
{
    /// <summary>Of its lines, by which collectors find them: it stays, wherever the class stands.</summary>
    public const string Category = "Platform.Inference.Serving.CallLog";

    const string Header = "x-request-id";
    const int MaxLength = 128;
    readonly ILogger log = logs.CreateLogger(Category);

    /// <param name="method">as the line names it</param>
    /// <param name="deadline">of the call; <see cref="DateTime.MaxValue"/> for none</param>
    /// <param name="cancel">of the call</param>
    /// <exception cref="RpcException">The call failed: with the status and the words for its caller.</exception>
    /// <remarks>Any other exception is a fault of this server: INTERNAL, of which the caller learns nothing.</remarks>
    public async Task<T> RunAsync<T>(
        HttpContext context,
        string method,
        DateTime deadline,
        CancellationToken cancel,
        Func<OpenCall, Task<T>> handler
    )
    {
        var (call, status, id) = (OpenCall.Of(context), StatusCode.OK, Id(context.Request));
        context.Response.Headers[Header] = id;
        call.Logged = true;
        try
        {
            return await handler(call);
        }
        catch (Exception e) when (CallErrors.Status(e, call, deadline, cancel) is { } failed)
        {
            status = failed.StatusCode;
            if (e is RpcException rpc && rpc.StatusCode == status)
                throw;
            throw new RpcException(failed);
        }
        catch (Exception e)
        {
            status = StatusCode.Internal;
            log.LogError(e, "{Method} failed, request {RequestId}", method, id);
            throw;
        }
        finally
        {
            Write(context, call, method, $"{status}", id);
        }
    }

    /// <summary>For a call that never came to a handler of ours: refused behind the keys, or no gRPC call.</summary>
    /// <param name="method">as the line names it</param>
    public void Finished(HttpContext context, OpenCall call, string method)
    {
        if (call.Logged || !log.IsEnabled(LogLevel.Information))
            return;
        var grpc = int.TryParse(context.Response.Headers["grpc-status"], out var code);
        var status = grpc ? $"{(StatusCode)code}" : $"{context.Response.StatusCode}";
        Write(context, call, method, status, Id(context.Request));
    }

    void Write(HttpContext context, OpenCall call, string method, string status, string id) =>
        log.LogInformation(
            "{Method} {Status} in {Milliseconds:0.0} ms, key {KeyId} ({KeyName}) from {Address}, "
                + "model {Model}, images {Images}, request {RequestId}",
            method,
            status,
            call.Elapsed.TotalMilliseconds,
            call.Key?.Id ?? "none",
            call.Key?.Name ?? context.Connection.ClientCertificate?.Subject ?? "anyone",
            context.Connection.RemoteIpAddress,
            call.Model ?? "none",
            call.Charge.Images,
            id
        );

    static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';

    static string Id(HttpRequest request)
    {
        var given = request.Headers[Header].ToString();
        return given.Length is > 0 and <= MaxLength && given.All(IsPlain) ? given : Guid.NewGuid().ToString("N");
    }
}

using System.Diagnostics;
using Grpc.Core;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>Runs a call's handler, by whichever protocol, and leaves one structured line of it; never what was sent.</summary>
/// <remarks>The id is the caller's x-request-id if it is one, else a new one; it goes back as a header.</remarks>
sealed class CallLog(ILogger<CallLog> log)
{
    const string Header = "x-request-id";
    const int MaxLength = 128;

    /// <param name="method">as the line names it</param>
    /// <param name="deadline">of the call; <see cref="DateTime.MaxValue"/> for none</param>
    /// <param name="cancel">of the call</param>
    /// <exception cref="RpcException">The call failed: with the status and the words for its caller.</exception>
    /// <remarks>Any other exception is a fault of this server: INTERNAL, of which the caller learns nothing.</remarks>
    public async Task<T> RunAsync<T>(
        HttpContext context, string method, DateTime deadline, CancellationToken cancel, Func<OpenCall, Task<T>> handler)
    {
        var (began, status, id) = (Stopwatch.GetTimestamp(), StatusCode.OK, Id(context.Request));
        context.Response.Headers[Header] = id;
        try
        {
            return await handler(OpenCall.Of(context));
        }
        catch (Exception e) when (CallErrors.Status(e, deadline, cancel) is { } failed)
        {
            status = failed.StatusCode;
            if (e is RpcException) throw;
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
            var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            log.LogInformation("{Method} {Status} in {Milliseconds:0.0} ms, request {RequestId}",
                method, status, milliseconds, id);
        }
    }

    static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';

    static string Id(HttpRequest request)
    {
        var given = request.Headers[Header].ToString();
        return given.Length is > 0 and <= MaxLength && given.All(IsPlain) ? given : Guid.NewGuid().ToString("N");
    }
}

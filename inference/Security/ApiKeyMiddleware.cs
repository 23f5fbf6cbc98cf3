using Grpc.AspNetCore.Server;
using Grpc.Core;
using Platform.Inference.Metrics;

namespace Platform.Inference.Security;

/// <summary>Asks each call for its key and scope before a byte of its message is read.</summary>
sealed class ApiKeyMiddleware(
    RequestDelegate next,
    KeyRing keys,
    RefusedTries tries,
    ServingMetrics metrics,
    CallLog log,
    TimeProvider clock
)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);
        if (Permission.Of(endpoint) is not { Count: > 0 } scopes)
            return new OpenCall(context, null, [], metrics, clock).RunAsync(next);
        if (keys.Find(Presented(context.Request.Headers), out var fault) is not { } caller)
            return RefuseAsync(context, endpoint, fault);
        return scopes.Any(caller.May)
            ? AnswerAsync(context, endpoint, new(context, caller, scopes, metrics, clock))
            : LackingAsync(context, endpoint, caller, scopes);
    }

    /// <summary>What ends before its handler, or has none of gRPC, leaves a line too.</summary>
    async Task AnswerAsync(HttpContext context, Endpoint endpoint, OpenCall call)
    {
        await call.RunAsync(next);
        log.Finished(context, call, Name(endpoint));
    }

    static string? Presented(IHeaderDictionary headers)
    {
        const string bearer = "Bearer ";
        if (headers.Authorization is [{ } value] && value.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            return value[bearer.Length..].Trim();
        return headers["x-api-key"] is [{ } key] ? key : null;
    }

    /// <summary>Of a route, so that nothing of a caller's own words gets into the log.</summary>
    static string Name(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName
        ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText
        ?? "a route";

    Task RefuseAsync(HttpContext context, Endpoint endpoint, string? fault)
    {
        var presented = Presented(context.Request.Headers);
        var key =
            presented is null ? "no key"
            : ApiKey.IdOf(presented) is { } id ? $"key {id}"
            : "no key of this server";
        var wait = tries.Add(context.Connection.RemoteIpAddress, $"{Name(endpoint)}, {key}, {fault ?? "not valid"}");
        if (wait == TimeSpan.Zero)
            return RefuseAsync(
                context,
                StatusCode.Unauthenticated,
                "unauthenticated",
                fault ?? "no valid API key; send it as: authorization: Bearer KEY"
            );
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        if (!Refusal.IsGrpc(context))
            context.Response.Headers.RetryAfter = $"{seconds}";
        return RefuseAsync(
            context,
            StatusCode.ResourceExhausted,
            "tries",
            $"too many calls without a valid API key from your address; wait {seconds} s, or send a valid one"
        );
    }

    Task LackingAsync(HttpContext context, Endpoint endpoint, Caller caller, IReadOnlyList<Scope> scopes)
    {
        var lacks = Caller.Lacks(scopes);
        var who = $"key {caller.Key?.Id} ({caller.Key?.Name})";
        tries.AddValid(context.Connection.RemoteIpAddress, $"{Name(endpoint)}, {who}, {lacks}");
        return RefuseAsync(context, StatusCode.PermissionDenied, "scope", lacks);
    }

    Task RefuseAsync(HttpContext context, StatusCode code, string reason, string message)
    {
        metrics.Rejected(reason);
        return Refusal.WriteAsync(context, code, message);
    }
}

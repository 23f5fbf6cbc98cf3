using Grpc.Core;
using Platform.Inference.Serving;

namespace Platform.Inference.Security;

/// <summary>Asks each call for its key and scope before a byte of its message is read.</summary>
sealed class Gate(RequestDelegate next, KeyRing keys, ServingMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        if (Permission.Of(endpoint) is not { Count: > 0 } scopes) return OpenAsync(context, null);
        if (keys.Find(Presented(context.Request.Headers)) is not { } caller)
            return RefuseAsync(context, StatusCode.Unauthenticated, "unauthenticated", "no valid API key; send it as: authorization: Bearer KEY");
        if (!scopes.Any(caller.May)) return RefuseAsync(context, StatusCode.PermissionDenied, "scope", Caller.Lacks(scopes));
        return OpenAsync(context, caller);
    }

    Task OpenAsync(HttpContext context, Caller? caller)
    {
        context.Features.Set(new OpenCall(context, caller, metrics));
        return next(context);
    }

    static string? Presented(IHeaderDictionary headers)
    {
        const string bearer = "Bearer ";
        if (headers.Authorization is [{ } value] && value.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)) return value[bearer.Length..].Trim();
        return headers["x-api-key"] is [{ } key] ? key : null;
    }

    Task RefuseAsync(HttpContext context, StatusCode code, string reason, string message)
    {
        metrics.Rejected(reason);
        return Refusal.WriteAsync(context, code, message);
    }
}

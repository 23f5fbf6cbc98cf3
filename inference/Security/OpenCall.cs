using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Security;

/// <summary>
/// One call under way, by whichever protocol: who asks, for which model, and whether its key still lets it.
/// <see cref="ApiKeyMiddleware"/> makes one for each call.
/// </summary>
/// <param name="caller">null for calls that are open to everybody</param>
/// <param name="scopes">of which the call needs one</param>
/// <param name="clock">that the key's last day is compared with</param>
sealed class OpenCall(
    HttpContext context,
    Caller? caller,
    IReadOnlyList<Scope> scopes,
    ServingMetrics metrics,
    TimeProvider clock
)
{
    /// <summary>For what is being written to a slow reader when its key is taken away.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.3);

    readonly CancellationTokenSource stop = new(),
        cut = new();
    ImmutableHashSet<Scope> used = [];
    Revocation? ended;
    PipeReader? body;

    sealed record Revocation(Status Status);

    readonly long began = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(began);

    /// <summary>Whether it asks for a key, if keys are asked for at all, and has brought it.</summary>
    public bool IsKnown => caller is not null;

    /// <summary>Null where no key was asked for.</summary>
    public ApiKey? Key => caller?.Key;

    /// <summary>Whether its line is in the log.</summary>
    public bool Logged { get; set; }

    /// <summary>Why the call ended before its time: its key was taken away. Null while it may go on.</summary>
    public Status? Ended => ended?.Status;

    /// <summary>Of writes: it comes a little after that of the call, so that what was begun is written whole.</summary>
    public CancellationToken Cut => cut.Token;

    /// <summary>Whose turn its work takes: its key's, else its network's.</summary>
    public string Turn => Key is { } key ? $"key {key.Id}" : $"{CallerNetwork.Of(context.Connection.RemoteIpAddress)}";

    /// <summary>That answers, with its version; before that as it was asked for, null where none was.</summary>
    public string? Model { get; private set; }

    /// <summary>What it costs its key.</summary>
    public CallCharge Charge { get; } = new(context, caller, metrics);

    /// <summary>The call that a request is: behind <see cref="ApiKeyMiddleware"/> every route has one.</summary>
    public static OpenCall Of(HttpContext context) => context.Features.GetRequiredFeature<OpenCall>();

    public static OpenCall Of(ServerCallContext context) => Of(context.GetHttpContext());

    /// <summary>
    /// Does what comes behind the middleware. A call whose key is taken away meanwhile is cancelled, and told why.
    /// </summary>
    public async Task RunAsync(RequestDelegate next)
    {
        context.Features.Set(this);
        if (caller?.Key is null)
        {
            await next(context);
            return;
        }
        var aborted = context.RequestAborted;
        body = context.Request.BodyReader;
        using (aborted.Register(Abort))
        {
            context.RequestAborted = stop.Token;
            caller.Add(this);
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (ended is not null) { }
            finally
            {
                caller.Leave(this);
                context.RequestAborted = aborted;
            }
        }
        if (ended is not null && !aborted.IsCancellationRequested)
            await Refusal.EndAsync(context, ended.Status.StatusCode, ended.Status.Detail);
    }

    /// <summary>Ends the call if its key is no longer there, or may no longer do what the call does.</summary>
    public void Recheck()
    {
        if (Fault() is not { } fault || Interlocked.CompareExchange(ref ended, new(fault), null) is not null)
            return;
        metrics.Rejected("revoked");
        cut.CancelAfter(Grace);
        _ = stop.CancelAsync(); // on threads of their own: many calls end at once
        body?.CancelPendingRead(); // gRPC reads a single message without a token
    }

    void Abort()
    {
        stop.Cancel();
        cut.Cancel();
    }

    Status? Fault()
    {
        if (caller!.Fault(clock.GetUtcNow()) is { } fault)
            return new(StatusCode.Unauthenticated, fault);
        if (!scopes.Any(caller.May))
            return new(StatusCode.PermissionDenied, Caller.Lacks(scopes));
        Scope[] lost = [.. used.Where(s => !caller.May(s))];
        return lost.Length > 0 ? new(StatusCode.PermissionDenied, Caller.Lacks(lost)) : null;
    }

    /// <summary>At the start of each call: asks for the scope of the message's model, and charges one.</summary>
    /// <param name="message">the request of a single call; null for a stream, whose messages come later</param>
    /// <exception cref="RpcException">The key lacks the scope, or its rate is used up.</exception>
    public void Enter(object? message)
    {
        Model = Asked(message);
        if (ended is not null)
            throw new RpcException(ended.Status);
        if (caller is null)
            return;
        CheckScope(message);
        Charge.Begin();
    }

    /// <summary>For each further message of a stream: waits until the one before and this one are paid.</summary>
    /// <param name="first">paid by the call</param>
    /// <exception cref="RpcException">The key lacks the scope of the message's model, or too many streams of it
    /// wait.</exception>
    public async ValueTask EnterNextAsync(object? message, bool first, CancellationToken cancel)
    {
        if (caller is null)
            return;
        CheckScope(message);
        if (first)
            return;
        await Charge.BeginNextAsync(cancel);
    }

    /// <summary>Pays for a message's images, when its form has held and before any work on them.</summary>
    /// <param name="model">that answers, with its version</param>
    /// <exception cref="RpcException">They are not there, or are more than the key's burst.</exception>
    public ValueTask PayAsync(string model, int count, CancellationToken cancel)
    {
        Model = model;
        return Charge.PayAsync(count, cancel);
    }

    /// <summary>The Open Inference Protocol has one call for every model.</summary>
    void CheckScope(object? message)
    {
        if (message is not ModelInferRequest infer)
            return;
        var generates = infer.ModelName.EndsWith(ServedBundle.GeneratorSuffix, StringComparison.Ordinal);
        var wanted = generates ? Scope.Generate : Scope.Classify;
        used = used.Add(wanted);
        if (caller!.May(wanted))
            return;
        metrics.Rejected("scope");
        throw new RpcException(new(StatusCode.PermissionDenied, Caller.Lacks([wanted])));
    }

    /// <summary>The model or bundle that a message names.</summary>
    static string? Asked(object? message)
    {
        if (message is not IMessage { Descriptor: var type } fields)
            return null;
        foreach (var name in new[] { "model_name", "bundle", "name" })
            if (type.FindFieldByName(name)?.Accessor.GetValue(fields) is string { Length: > 0 } asked)
                return Messages.Short(asked);
        return null;
    }
}

namespace Platform.Inference.OpenInference.Rest;

/// <summary>A path of the protocol's REST half.</summary>
/// <param name="Method">of gRPC, whose scope it asks for</param>
/// <param name="Summary">one line for readers of the API's description</param>
sealed record RestRoute(string[] Verbs, string Path, string Method, string Summary, Func<RestCall, Task> Handler)
{
    /// <summary>False where it only says what to do instead.</summary>
    public bool IsServed { get; init; } = true;
}

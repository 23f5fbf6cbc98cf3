namespace Platform.Inference.Security;

/// <summary>The scopes of which an endpoint asks for one, by what the endpoint says of itself.</summary>
static class Permission
{
    static readonly Scope[] Admin = [Scope.Admin];

    /// <summary>
    /// Empty where none is needed. A route that says nothing asks for the highest; what is no route only refuses, such
    /// as a wrong verb.
    /// </summary>
    public static IReadOnlyList<Scope> Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RequiredScopeAttribute>()?.Scopes ?? (endpoint is RouteEndpoint ? Admin : []);
}

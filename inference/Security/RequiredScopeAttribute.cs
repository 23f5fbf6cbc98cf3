namespace Platform.Inference.Security;

/// <summary>On a call or an endpoint: the scopes of which it asks for one.</summary>
[AttributeUsage(AttributeTargets.Method)]
class RequiredScopeAttribute(params Scope[] scopes) : Attribute
{
    public IReadOnlyList<Scope> Scopes => scopes;
}

/// <summary>
/// Open to everybody, because load balancers and probes bring no key and it tells nothing of the models.
/// </summary>
sealed class OpenToEverybodyAttribute() : RequiredScopeAttribute;

/// <summary>What a caller needs to find his way, and calls whose model decides: <see cref="OpenCall"/>.</summary>
sealed class AnyScopeAttribute() : RequiredScopeAttribute(Scope.Classify, Scope.Generate, Scope.Admin);

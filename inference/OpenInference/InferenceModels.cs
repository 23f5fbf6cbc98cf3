using Platform.Inference.Repository;
using Platform.Shared;

namespace Platform.Inference.OpenInference;

/// <summary>The models of the bundles by the names that the protocol's clients use.</summary>
sealed class InferenceModels(ModelRepository repository, IEnumerable<IInferenceModel> models)
{
    /// <summary>Every model of what is served.</summary>
    public IEnumerable<(ServedBundle Bundle, IInferenceModel Model)> All =>
        repository.Current.Bundles.SelectMany(b => models.Where(m => m.IsIn(b)).Select(m => (b, m)));

    /// <summary>The versions of a model that are served.</summary>
    /// <param name="version">"" for all</param>
    public IEnumerable<(ServedBundle Bundle, IInferenceModel Model)> Find(string name, string version = "") =>
        All.Where(m => m.Bundle.Name + m.Model.Suffix == name && (version == "" || m.Bundle.Version == version));

    /// <summary>Every model of what was found and is not served: refused, or unloaded by a call.</summary>
    public IEnumerable<(string Name, string Version, string Reason)> Unavailable
    {
        get
        {
            var current = repository.Current;
            var refused = current.Failures.Select(f => (f.Name, f.Version, f.Reason));
            var unloaded = current.Unloaded.Select(u => (u.Name, u.Version, Reason: "unloaded"));
            return refused
                .Concat(unloaded)
                .SelectMany(b => models.Select(m => (b.Name + m.Suffix, b.Version, b.Reason)));
        }
    }

    /// <exception cref="NotServedException">No such model.</exception>
    public (BundleLease Lease, IInferenceModel Model) Lease(string name, string version)
    {
        if (Find(name).FirstOrDefault() is not { Model: { } model } found)
            throw Unknown(name, "");
        try
        {
            return (repository.Lease(found.Bundle.Name, version), model);
        }
        catch (NotServedException)
        {
            throw Unknown(name, version);
        }
    }

    public static NotServedException Unknown(string name, string version) =>
        new($"Request for unknown model: '{name}'{(version == "" ? "" : $" version {version}")} is not found");

    /// <summary>The bundle to load or unload, which must be named itself, because all of it comes and goes.</summary>
    /// <param name="verb">what is asked, such as load</param>
    /// <exception cref="InputException">No name, or that of a part of a bundle.</exception>
    public string BundleName(string name, string verb)
    {
        if (name == "")
            throw new InputException($"model name: empty; name the bundle to {verb}");
        var current = repository.Current;
        string[] bundles =
        [
            .. current.Bundles.Select(b => b.Name),
            .. current.Failures.Select(f => f.Name),
            .. current.Unloaded.Select(u => u.Name),
        ];
        if (bundles.Contains(name))
            return name;
        var whole = bundles.FirstOrDefault(b => models.Any(m => b + m.Suffix == name));
        return whole is null
            ? name
            : throw new InputException(
                $"model '{name}' is a part of bundle '{whole}', which is loaded and unloaded as "
                    + $"a whole; {verb} '{whole}'"
            );
    }
}

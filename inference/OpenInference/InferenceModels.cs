using Platform.Inference.Repository;

namespace Platform.Inference.OpenInference;

/// <summary>The models of the bundles by the names that the protocol's clients use.</summary>
sealed class InferenceModels(ModelRepository repository, IEnumerable<IInferenceModel> models)
{
    /// <summary>Every model of what is served.</summary>
    public IEnumerable<(ServedBundle Bundle, IInferenceModel Model)> All => repository.Current.Bundles.SelectMany(b => models.Select(m => (b, m)));

    /// <summary>Of what was refused.</summary>
    public IEnumerable<(LoadFailure Failure, string Name)> Failed => repository.Current.Failures.SelectMany(f => models.Select(m => (f, f.Name + m.Suffix)));

    /// <exception cref="NotServedException">No such model.</exception>
    public (BundleLease Lease, IInferenceModel Model) Lease(string name, string version)
    {
        if (All.Where(m => m.Bundle.Name + m.Model.Suffix == name).Select(m => (m.Bundle.Name, m.Model)).FirstOrDefault() is not { Model: { } model } found)
            throw new NotServedException($"Request for unknown model: '{name}' is not found");
        try
        {
            return (repository.Lease(found.Name, version), model);
        }
        catch (NotServedException)
        {
            throw new NotServedException($"Request for unknown model: '{name}' version {version} is not found");
        }
    }

    /// <summary>The bundle that a model's name means, served or not.</summary>
    public string BundleName(string model) => All.Where(m => m.Bundle.Name + m.Model.Suffix == model).Select(m => m.Bundle.Name).FirstOrDefault()
        ?? (model.EndsWith(ServedBundle.GeneratorSuffix, StringComparison.Ordinal) ? model[..^ServedBundle.GeneratorSuffix.Length] : model);
}

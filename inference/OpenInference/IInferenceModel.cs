using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Protos.OpenInference;
using Platform.Shared;

namespace Platform.Inference.OpenInference;

/// <summary>One of the models that a bundle is, to clients of the Open Inference Protocol.</summary>
interface IInferenceModel
{
    /// <summary>What follows the bundle's name.</summary>
    string Suffix { get; }

    /// <summary>Whether a bundle has it.</summary>
    bool IsIn(ServedBundle bundle);

    /// <summary>Rows of one request.</summary>
    int MaxBatchSize(ServedBundle bundle);

    /// <summary>Whether rows of several requests go through the network together.</summary>
    bool JoinsRequests { get; }

    /// <summary>Names of the parameters of a request that it reads.</summary>
    IReadOnlyCollection<string> Parameters { get; }

    ModelCounters Statistics(ServedBundle bundle);

    /// <summary>Inputs, outputs and properties.</summary>
    ModelMetadataResponse Describe(ServedBundle bundle);

    /// <param name="call">that is charged, once the request fits</param>
    /// <returns>the outputs asked for, in the order asked</returns>
    /// <exception cref="InputException">The request does not fit the model.</exception>
    Task<IReadOnlyList<OutputTensor>> InferAsync(
        ServedBundle bundle,
        InferenceRequest request,
        OpenCall call,
        CancellationToken cancel
    );
}

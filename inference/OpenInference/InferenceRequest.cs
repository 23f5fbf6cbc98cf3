using Platform.Inference.Wire;
using Platform.Protos.OpenInference;
using Platform.Shared;
using static Platform.Protos.OpenInference.InferParameter;

namespace Platform.Inference.OpenInference;

/// <summary>A ModelInferRequest whose form holds; what its inputs mean is the model's.</summary>
sealed class InferenceRequest
{
    readonly ModelInferRequest request;
    readonly InferenceParameters parameters;
    public string Model => request.ModelName;
    public IReadOnlyDictionary<string, InputTensor> Inputs { get; }

    /// <summary>The caller's name for the request, which comes back with the answer.</summary>
    public string Id => request.Id;

    /// <summary>In which the answer is sent.</summary>
    public AnswerForm Form { get; }

    bool IsRaw => request.RawInputContents.Count > 0;

    /// <param name="ofModel">names of the request's parameters that the model reads</param>
    /// <param name="form">of the answer</param>
    /// <exception cref="InputException">The form does not hold.</exception>
    public InferenceRequest(ModelInferRequest request, IReadOnlyCollection<string> ofModel, AnswerForm form)
    {
        this.request = request;
        Form = form;
        if (Id.Length > Messages.MaxRequestId)
            throw new InputException($"id: {Id.Length:N0} characters; the limit is {Messages.MaxRequestId}");
        parameters = new(request, ofModel);
        parameters.Check();
        if (IsRaw && request.RawInputContents.Count != request.Inputs.Count)
            throw new InputException(
                $"raw_input_contents has {request.RawInputContents.Count} elements for {request.Inputs.Count} "
                    + $"inputs for model '{Model}'"
            );
        var inputs = new Dictionary<string, InputTensor>(StringComparer.Ordinal);
        for (var i = 0; i < request.Inputs.Count; i++)
            if (
                !inputs.TryAdd(
                    request.Inputs[i].Name,
                    new(Model, request.Inputs[i], IsRaw ? request.RawInputContents[i] : null)
                )
            )
                throw new InputException($"input '{request.Inputs[i].Name}' for model '{Model}': given twice");
        Inputs = inputs;
    }

    /// <summary>How long the caller waits, if it says so in the parameter timeout, microseconds.</summary>
    public TimeSpan? Timeout => Number("timeout") is > 0 and < 1e13 and var us ? TimeSpan.FromMicroseconds(us) : null;

    /// <exception cref="InputException">The parameter is not a number.</exception>
    public double? Number(string name) => parameters.Number(name);

    /// <summary>The input of that name.</summary>
    /// <exception cref="InputException">It is not there.</exception>
    public InputTensor Input(string name) =>
        Inputs.GetValueOrDefault(name)
        ?? throw new InputException(
            $"expected input '{name}' for model '{Model}', got "
                + $"{(Inputs.Count > 0 ? string.Join(", ", Inputs.Keys) : "none")}"
        );

    /// <exception cref="InputException">An input has another name.</exception>
    public void AllowOnly(params string[] names)
    {
        if (Inputs.Keys.Except(names).FirstOrDefault() is { } other)
            throw new InputException($"unexpected inference input '{other}' for model '{Model}'");
    }

    /// <summary>The outputs asked for with their parameter classification (0: none), or all of them.</summary>
    /// <param name="all">that the model has</param>
    /// <exception cref="InputException">The model has no such output, or it is asked for twice.</exception>
    public IReadOnlyList<(string Name, int Classification)> Outputs(IReadOnlyList<string> all)
    {
        if (request.Outputs.Count == 0)
            return [.. all.Select(o => (o, 0))];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in request.Outputs)
            if (!all.Contains(output.Name))
                throw new InputException($"unexpected inference output '{output.Name}' for model '{Model}'");
            else if (!seen.Add(output.Name))
                throw new InputException($"output '{output.Name}' for model '{Model}': asked for twice; ask once");
        return [.. request.Outputs.Select(o => (o.Name, Classification(o)))];
    }

    int Classification(ModelInferRequest.Types.InferRequestedOutputTensor output)
    {
        if (!output.Parameters.TryGetValue("classification", out var parameter))
            return 0;
        return
            parameter.ParameterChoiceCase == ParameterChoiceOneofCase.Int64Param
            && parameter.Int64Param is > 0 and <= int.MaxValue
            ? (int)parameter.Int64Param
            : throw new InputException(
                $"parameter 'classification' of output '{output.Name}' for model '{Model}': must be an integer above 0"
            );
    }
}

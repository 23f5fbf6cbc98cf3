using Platform.Protos.OpenInference;
using Platform.Shared;
using static Platform.Protos.OpenInference.InferParameter;

namespace Platform.Inference.OpenInference;

/// <summary>
/// The parameters of a request. One that would change nothing is refused: who sends it expects that it does something.
/// </summary>
/// <param name="request">whose parameters they are</param>
/// <param name="ofModel">names that the model reads</param>
sealed class InferenceParameters(ModelInferRequest request, IReadOnlyCollection<string> ofModel)
{
    /// <summary>Of Triton's stream: the answer says that no other follows it.</summary>
    public const string AskFinal = "triton_enable_empty_final_response";

    /// <summary>The answer to <see cref="AskFinal"/>.</summary>
    public const string Final = "triton_final_response";

    bool IsRaw => request.RawInputContents.Count > 0;

    /// <exception cref="InputException">A parameter is unknown, or cannot be followed.</exception>
    public void Check()
    {
        foreach (var (name, value) in request.Parameters)
            CheckRequest(name, value);
        foreach (var (i, input) in request.Inputs.Index())
        foreach (var (name, value) in input.Parameters)
            CheckInput(i, name, value);
        foreach (var output in request.Outputs)
        foreach (var (name, value) in output.Parameters)
            CheckOutput(output.Name, name, value);
    }

    /// <summary>A number, or a string of one; null where there is no such parameter.</summary>
    /// <exception cref="InputException">The parameter is not a number.</exception>
    public double? Number(string name) =>
        !request.Parameters.TryGetValue(name, out var parameter)
            ? null
            : AsNumber(parameter) ?? throw Error($"parameter '{name}'", "must be a number");

    static double? AsNumber(InferParameter parameter) =>
        parameter.ParameterChoiceCase switch
        {
            ParameterChoiceOneofCase.DoubleParam => parameter.DoubleParam,
            ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
            ParameterChoiceOneofCase.Uint64Param => parameter.Uint64Param,
            ParameterChoiceOneofCase.StringParam when Numbers.TryParse(parameter.StringParam, out double number) =>
                number,
            _ => null,
        };

    void CheckRequest(string name, InferParameter value)
    {
        if (ofModel.Contains(name))
            return;
        var what = $"parameter '{name}'";
        switch (name)
        {
            case "timeout":
                if (Number(name) is not >= 0)
                    throw Error(what, "must be microseconds, 0 or more");
                break;
            case "priority" when AsNumber(value) != 0:
                throw Error(what, "there are no priorities here; leave it out");
            case "sequence_id" when AsNumber(value) != 0 && value is not { HasStringParam: true, StringParam: "" }:
            case "sequence_start" or "sequence_end" when value is not { HasBoolParam: true, BoolParam: false }:
                throw Error(what, "this model keeps nothing from one request to the next; leave it out");
            case AskFinal when !value.HasBoolParam:
                throw Error(what, "must be true or false");
            case "binary_data_output":
                CheckForm(what, value);
                break;
            case "content_type":
                CheckContentType(what, value);
                break;
            case "priority" or "sequence_id" or "sequence_start" or "sequence_end" or AskFinal:
                break;
            default:
                throw Error(what, $"unknown; {string.Join(", ", [.. ofModel, "timeout"])} can be given");
        }
    }

    void CheckInput(int index, string name, InferParameter value)
    {
        var what = $"parameter '{name}' of input '{request.Inputs[index].Name}'";
        if (IsSharedMemory(name))
            throw SharedMemory(what);
        switch (name)
        {
            case "content_type":
                CheckContentType(what, value);
                break;
            case "binary_data_size":
                var length = index < request.RawInputContents.Count ? request.RawInputContents[index].Length : -1;
                if (AsNumber(value) != length)
                    throw Error(what, length < 0 ? "the input has no binary data" : $"{length} bytes were sent");
                break;
            default:
                throw Error(what, "unknown; leave it out");
        }
    }

    void CheckOutput(string output, string name, InferParameter value)
    {
        var what = $"parameter '{name}' of output '{output}'";
        if (IsSharedMemory(name))
            throw SharedMemory(what);
        switch (name)
        {
            case "classification": // read where the outputs are
                break;
            case "binary_data":
                CheckForm(what, value);
                break;
            default:
                throw Error(what, "unknown; classification can be given");
        }
    }

    /// <summary>
    /// In gRPC an answer has the form of its request; REST, where each output has its own, asks for none.
    /// </summary>
    void CheckForm(string what, InferParameter value)
    {
        if (!value.HasBoolParam)
            throw Error(what, "must be true or false");
        if (value.BoolParam != IsRaw)
            throw Error(what, "over gRPC raw inputs are answered raw, typed ones typed; leave it out");
    }

    /// <summary>MLServer's: np is how tensors are read anyway.</summary>
    void CheckContentType(string what, InferParameter value)
    {
        if (value.StringParam != "np")
            throw Error(what, $"'{value.StringParam}' is not taken here; send an image's bytes as they are");
    }

    static bool IsSharedMemory(string name) => name.StartsWith("shared_memory_", StringComparison.Ordinal);

    InputException SharedMemory(string what) =>
        Error(what, "this server shares no memory with its callers; send and receive tensors in the messages");

    InputException Error(string what, string problem) => new($"{what} for model '{request.ModelName}': {problem}");
}

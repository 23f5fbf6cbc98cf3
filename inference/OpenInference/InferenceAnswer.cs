using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference;

/// <summary>Numbers as they are in memory, as fields of a message, or as text.</summary>
enum AnswerForm
{
    Raw,
    Typed,
    Json,
}

/// <summary>What a model answered, before it is known in which form it is sent.</summary>
/// <param name="Request">that it answers</param>
/// <param name="Version">of the bundle</param>
sealed record InferenceAnswer(ModelInferRequest Request, string Version, IReadOnlyList<OutputTensor> Outputs)
{
    /// <summary>Whether the answer must say that no other follows it.</summary>
    public bool SaysFinal => Request.Parameters.TryGetValue(InferenceParameters.AskFinal, out var ask) && ask.BoolParam;

    /// <summary>Without its outputs.</summary>
    public ModelInferResponse Head()
    {
        var answer = new ModelInferResponse
        {
            ModelName = Request.ModelName,
            ModelVersion = Version,
            Id = Request.Id,
        };
        if (SaysFinal)
            answer.Parameters[InferenceParameters.Final] = new() { BoolParam = true };
        return answer;
    }

    /// <summary>Of an answer over gRPC: raw where the inputs were, else typed.</summary>
    public static AnswerForm Form(ModelInferRequest request) =>
        request.RawInputContents.Count > 0 ? AnswerForm.Raw : AnswerForm.Typed;

    /// <summary>As a message of gRPC.</summary>
    public ModelInferResponse Message()
    {
        var answer = Head();
        var raw = Form(Request) == AnswerForm.Raw;
        foreach (var output in Outputs)
        {
            var tensor = output.Metadata();
            if (raw)
                answer.RawOutputContents.Add(output.Raw());
            else
                tensor.Contents = output.Typed();
            answer.Outputs.Add(tensor);
        }
        return answer;
    }
}

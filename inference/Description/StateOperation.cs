using System.Text.Json.Nodes;
using Platform.Inference.Page;
using static Platform.Inference.Description.ApiOperation;

namespace Platform.Inference.Description;

/// <summary>What the page shows of the server.</summary>
static class StateOperation
{
    public static void AddTo(JsonObject paths, ApiSchemas schemas)
    {
        var call = Create(
            "State",
            LesionOperations.Tag,
            ServerStates.Path,
            "The server's state and what it has done since its start.",
            ServerStates.Scope.Scopes
        );
        call["responses"] = Responses(
            Body(schemas.Reference(typeof(ServerState)), "the answer"),
            LesionOperations.Error(schemas)
        );
        paths[ServerStates.Path] = new JsonObject { ["get"] = call };
    }
}

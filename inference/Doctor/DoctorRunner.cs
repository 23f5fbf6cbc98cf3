using Platform.Inference.Serving;

namespace Platform.Inference.Doctor;

/// <summary>Checks this machine and what a server on it would be given.</summary>
static class DoctorRunner
{
    /// <param name="models">a bundle, or a folder of bundles; null to check none</param>
    public static IReadOnlyList<Finding> Run(string? models, ServeOptions options) =>
        [
            .. MachineChecks.Run(Directory.Exists(models) ? models : "."),
            .. LibraryChecks.Run(),
            .. ServiceChecks.Run(options.Ports, options.Security),
            .. models is null ? [] : ModelChecks.Run(models, options.Repository, options.Batching.Provider),
        ];
}

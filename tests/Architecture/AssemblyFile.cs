using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Platform.Architecture.Tests.Namespaces;

namespace Platform.Architecture.Tests;

/// <summary>
/// A built assembly, read as a file. Types are named by namespace and name, nested ones by their outermost.
/// </summary>
sealed class AssemblyFile : IDisposable
{
    readonly PEReader file;
    readonly MetadataReader metadata;

    public AssemblyFile(string project)
    {
        file = new(File.OpenRead(Repository.Output(project, $"{project}.dll")));
        metadata = file.GetMetadataReader();
    }

    public IEnumerable<string> PublicTypes =>
        metadata
            .TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(t => (t.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .Select(NameOf);

    /// <summary>The types of another assembly that this one names anywhere, in code or in signatures.</summary>
    public HashSet<string> Uses(string prefix) =>
        [
            .. metadata
                .TypeReferences.Select(h => NameOf(h))
                .Where(name => name.StartsWith($"{prefix}.", StringComparison.Ordinal)),
        ];

    /// <summary>Types, and those that their public members, bases and interfaces speak of, and so on.</summary>
    public HashSet<string> SpokenOfBy(IEnumerable<string> types)
    {
        var all = metadata.TypeDefinitions.ToLookup(h => NameOf(Outermost(h)));
        var (spoken, waiting) = (new HashSet<string>(), new Queue<string>(types));
        while (waiting.TryDequeue(out var name))
            if (spoken.Add(name))
                foreach (var found in all[name].SelectMany(Signatures))
                    waiting.Enqueue(found);
        return spoken;
    }

    IEnumerable<string> Signatures(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var found = new List<string>();
        var names = new NamedTypes(h => found.Add(NameOf(Outermost(h))));
        void Name(EntityHandle named)
        {
            if (named.Kind == HandleKind.TypeDefinition)
                found.Add(NameOf(Outermost((TypeDefinitionHandle)named)));
            else if (named.Kind == HandleKind.TypeSpecification)
                metadata.GetTypeSpecification((TypeSpecificationHandle)named).DecodeSignature(names, null);
        }
        if (!type.BaseType.IsNil)
            Name(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
            Name(metadata.GetInterfaceImplementation(implemented).Interface);
        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            if ((field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
                field.DecodeSignature(names, null);
        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
            if ((method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public)
                method.DecodeSignature(names, null);
        return found;
    }

    TypeDefinition Outermost(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? Outermost(outer) : type;
    }

    string NameOf(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf((TypeReferenceHandle)type.ResolutionScope)
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    string NameOf(TypeDefinition type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

    public void Dispose() => file.Dispose();
}

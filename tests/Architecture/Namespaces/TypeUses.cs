using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Platform.Architecture.Tests.Namespaces;

/// <summary>A type of a built assembly; a nested or compiler-made one counts as the type that it stands in.</summary>
readonly record struct TypeName(string Namespace, string Name);

/// <summary>
/// Which types of an assembly use which others of it: in their bases, interfaces, constraints, fields, signatures and
/// attributes, and in the local variables, instructions and catch clauses of their methods. Constants and nameof are
/// copied by the compiler and leave no trace.
/// </summary>
sealed class TypeUses
{
    readonly MetadataReader reader;
    readonly PEReader file;
    readonly NamedTypes named;
    readonly HashSet<(TypeName From, TypeName To)> uses = [];
    TypeName user;

    TypeUses(PEReader file)
    {
        this.file = file;
        reader = file.GetMetadataReader();
        named = new(Add);
    }

    /// <summary>
    /// Each pair once, those within one type left out, and the global namespace: the program's start and what the
    /// compiler adds to the assembly stand in no namespace.
    /// </summary>
    public static IReadOnlyCollection<(TypeName From, TypeName To)> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var found = new TypeUses(file);
        foreach (var type in found.reader.TypeDefinitions)
            found.Read(type);
        return found.uses;
    }

    void Read(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        user = Name(handle);
        Add(type.BaseType);
        Add(type.GetCustomAttributes());
        Add(type.GetGenericParameters());
        foreach (var implemented in type.GetInterfaceImplementations())
            Add(reader.GetInterfaceImplementation(implemented).Interface);
        foreach (var property in type.GetProperties())
            Add(reader.GetPropertyDefinition(property).GetCustomAttributes());
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            field.DecodeSignature(named, null);
            Add(field.GetCustomAttributes());
        }
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            method.DecodeSignature(named, null);
            Add(method.GetCustomAttributes());
            Add(method.GetGenericParameters());
            foreach (var parameter in method.GetParameters())
                Add(reader.GetParameter(parameter).GetCustomAttributes());
            if (method.RelativeVirtualAddress != 0)
                Read(file.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    void Read(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(named, null);
        foreach (var region in body.ExceptionRegions)
            Add(region.CatchType);
        foreach (var token in MethodTokens.Of(body.GetILBytes()!))
            Add(MetadataTokens.EntityHandle(token));
    }

    void Add(GenericParameterHandleCollection parameters)
    {
        foreach (var parameter in parameters.Select(reader.GetGenericParameter))
        foreach (var constraint in parameter.GetConstraints())
            Add(reader.GetGenericParameterConstraint(constraint).Type);
    }

    void Add(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
            Add(reader.GetCustomAttribute(attribute).Constructor);
    }

    void Add(TypeDefinitionHandle type)
    {
        var used = Name(type);
        if (used != user && used.Namespace != "" && user.Namespace != "")
            uses.Add((user, used));
    }

    void Add(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(named, null);
                break;
            case HandleKind.MethodDefinition:
                Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var specification = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(named, null);
                Add(specification.Method);
                break;
            case HandleKind.MemberReference:
                var member = reader.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method)
                    member.DecodeMethodSignature(named, null);
                else
                    member.DecodeFieldSignature(named, null);
                break;
        }
    }

    TypeName Name(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.IsNested
            ? Name(type.GetDeclaringType())
            : new(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }
}
